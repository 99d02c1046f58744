// A company in which every text that a person can write is hostile: one record of each kind at least, all through the product's operations.
import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import '../../lib/registry.ts'
import type { Operation } from '../../lib/access/operation.ts'
import { addDays, dayOf, startOfMonth } from '../../lib/kernel/day.ts'
import { encodeId, tryDecodeId } from '../../lib/kernel/id.ts'
import { askRecovery } from '../../lib/identity/ask-by-mail.ts'
import { reportVulnerability } from '../../lib/identity/report-vulnerability.ts'
import { operations } from '../../lib/registry.ts'
import { roles } from '../../lib/access/roles.ts'
import { writeGrants } from '../../lib/tenancy/role-draft.ts'
import { hostile, hostileName } from './hostile-words.ts'
import { uploaded } from './import-file.ts'
import { makeCertificate } from './certificate.ts'
import { alertsOf, comeIn, settle } from './sign-ins.ts'
import { admin, makeWorld, type Person, type World } from './world.ts'

type Role = keyof World['people']
export interface Filled {
  readonly world: World
  /** `operation field` for every text that was hostile. */ readonly written: ReadonlySet<string>
}
const place = { requestId: 'test', ip: `192.0.2.${Date.now() % 250}`, agent: hostile(200) }
const byName = new Map(operations.map((operation) => [operation.name, operation]))
const noted = new Set<string>()
/** Which fields of an input are text that was written here. */
function note(operation: string, value: unknown, path = ''): void {
  if (value instanceof Uint8Array || typeof value === 'function') return
  if (Array.isArray(value)) value.forEach((item) => note(operation, item, path))
  else if (typeof value === 'object' && value !== null)
    for (const [key, part] of Object.entries(value)) note(operation, part, path === '' ? key : `${path}.${key}`)
  else if (typeof value === 'string') noted.add(`${operation} ${path}`)
}
export async function fillCompany(): Promise<Filled> {
  const world = await makeWorld(new Date().toISOString(), { currency: 'USD', company: hostileName(80) })
  const run = async (who: Role | Person, name: string, input: Record<string, unknown>): Promise<Record<string, string>> => {
    const operation = byName.get(name) as Operation<unknown, Record<string, string>> | undefined
    if (!operation) throw new Error(`there is no ${name}`)
    note(name, input)
    try {
      return await world.as(who).run(operation, input)
    } catch (error) {
      throw new Error(
        `${name} refused ${JSON.stringify(input).slice(0, 600)}: ${error instanceof Error ? error.message : String(error)} ${JSON.stringify((error as { fields?: unknown }).fields ?? {})}`,
        { cause: error },
      )
    }
  }
  const id = async (who: Role | Person, name: string, input: Record<string, unknown>): Promise<string> => (await run(who, name, input))['id'] as string
  const today = dayOf(world.clock.now(), 'America/Los_Angeles'),
    from = startOfMonth(addDays(startOfMonth(today), -1)),
    member = (role: Role): string => encodeId('member', world.people[role].memberId)

  // The company and its people.
  await run('owner', 'tenancy.changeCompany', { name: hostileName(100), zone: 'America/Los_Angeles', locale: 'en-US' })
  await run('owner', 'tenancy.addDomain', { name: `c-${randomUUID().slice(0, 8)}.example` })
  const connectionId = await id('owner', 'tenancy.makeConnection', {
    name: hostileName(60),
    issuer: hostile(1_000),
    ssoUrl: 'https://idp.example.test/sso',
    certificate: makeCertificate({ common: hostileName(60) }).pem,
  })
  await run('owner', 'tenancy.changeConnection', {
    connectionId,
    name: hostileName(60),
    wantsResponseSigned: false,
    allowsProviderStart: false,
    joins: true,
    defaultRole: 'crew',
    emailAttribute: hostile(300),
    nameAttribute: hostile(300),
    groupsAttribute: hostile(300),
    providerFactor: 'attested',
    attestation: hostile(300),
  })
  await admin`update domains set state = 'proven' where tenant_id = ${world.tenant}`
  await run('owner', 'tenancy.makeScimToken', { connectionId, name: hostileName(60), days: '90' })
  await run('owner', 'tenancy.makeApiKey', { name: hostileName(60), permissions: ['payee.read'], networks: '203.0.113.0/24' })
  await run('owner', 'tenancy.grantSupport', { operator: world.people.operator.email, hours: 1, reason: hostile(300) })
  await run('owner', 'tenancy.endSupport', {
    grantId: await id('owner', 'tenancy.grantSupport', { operator: world.people.operator.email, hours: 72, reason: hostile(300) }),
    reason: hostile(300),
  })
  // The other protocol: a connection whose provider answered, which is written here past the operation that asks it.
  const oidcId = await id('owner', 'tenancy.makeConnection', {
      name: `O${hostileName(59)}`,
      issuer: hostile(500),
      ssoUrl: 'https://idp.example.test/authorize',
      certificate: makeCertificate().pem,
    }),
    oidc = tryDecodeId('ssoConnection', oidcId) as string,
    long = (): string => `https://idp.example.test/${hostile(2_000).replaceAll(/[^\p{L}\p{N}]/gu, 'x')}`
  await admin`update sso_connections set protocol = 'oidc', sso_url = ${long()} where id = ${oidc}`
  await admin`insert into sso_clients (tenant_id, id, connection_id, proof, token_url, keys_url, userinfo_url, algorithms, names_issuer, offers_groups, tells_sign_outs, read_at) values (${world.tenant}, ${randomUUID()}, ${oidc}, 'post', ${long()}, ${long()}, ${long()}, ${admin.json(['RS256', 'ES256'])}, true, true, true, now())`
  await run('owner', 'tenancy.enterClient', { connectionId: oidcId, clientId: 'x'.repeat(300), clientSecret: 'x'.repeat(1_000) })
  const roleName = (): string =>
      hostileName(80)
        .replaceAll(/[_\s]+/g, ' ')
        .trim()
        .slice(0, 40)
        .replace(/[\ud800-\udbff]$/, '')
        .trim(),
    grants = writeGrants(roles.crew)
  const ownRole = await id('owner', 'tenancy.copyRole', { source: 'crew', name: roleName(), sentence: hostileName(160), grants }),
    spare = await id('owner', 'tenancy.copyRole', { source: ownRole, name: roleName(), sentence: hostileName(160), grants })
  await run('owner', 'tenancy.reviseRole', { roleId: ownRole, version: 1, name: roleName(), sentence: hostileName(160), grants })
  await run('owner', 'tenancy.setGroupRoles', {
    connectionId,
    lines: `${hostile(290).replaceAll(/\s+/g, ' ')} = finance\n${hostile(290).replaceAll(/\s+/g, ' ')} = ${ownRole}`,
  })
  await run('owner', 'tenancy.endRole', { roleId: spare })
  await run('owner', 'tenancy.changeNetworks', { whose: 'crew', ranges: `0.0.0.0/0 ${hostileName(60)}\n::/0 ${hostileName(60)}` })
  await admin`update sso_connections set metadata_url = ${hostile(2_000)} where tenant_id = ${world.tenant}`
  await run('owner', 'tenancy.setConnectionLogout', {
    connectionId,
    signsOut: true,
    logoutUrl: long().slice(0, 2_000),
    logoutAnswerUrl: long().slice(0, 2_000),
  })
  await run('owner', 'tenancy.addCertificate', { connectionId, certificate: makeCertificate().pem })
  const { testId } = await run('owner', 'tenancy.beginTest', { connectionId }),
    answered = {
      subject: hostile(300),
      format: hostile(100),
      context: hostile(100),
      attributes: [{ name: hostile(300), values: [hostile(300), hostile(300)] }],
    }
  await admin`update sso_tests set state = 'passed', received = ${admin.json(answered)}, mapped = ${admin.json({ email: null, name: hostileName(100), groups: [hostile(300)], role: null, factor: false })}, logout = ${admin.json({ state: 'refused', check: 'status', found: hostile(280) })}, ended_at = now() where tenant_id = ${world.tenant}`
  if (!testId) throw new Error('no test sign-in')
  const invited = async (): Promise<string> => {
    const made = await run('owner', 'tenancy.inviteMember', { name: hostileName(100), email: `guest-${randomUUID().slice(0, 8)}@example.com`, role: 'crew' })
    return made['memberId'] ?? (made['id'] as string)
  }
  await invited()
  const suspended = await world.join('office', hostileName(100)),
    ended = await world.join('dispatch', hostileName(100))
  // One of them has an address at the domain, for which the provider is required: the pages that name whom it binds show that name.
  await admin`update members set email = 'suspended@' || (select name from domains where tenant_id = ${world.tenant}) where id = ${suspended.memberId}`
  await admin`update settings set policy = policy || jsonb_build_object('ssoDomains', (select jsonb_agg(name) from domains where tenant_id = ${world.tenant}), 'ssoOwners', jsonb_build_array(${world.people.owner.memberId}::text)) where tenant_id = ${world.tenant}`
  await run('owner', 'tenancy.suspendMember', { memberId: encodeId('member', suspended.memberId), reason: hostile(300) })
  await run('owner', 'tenancy.endMembership', { memberId: encodeId('member', ended.memberId), reason: hostile(300) })
  await run('manager', 'tenancy.beginDelegation', {
    permission: 'payout.approve',
    to: member('finance'),
    from: today,
    until: addDays(today, 3),
    reason: hostile(200),
  })
  for (const then of ['refuse', 'end', 'wait']) {
    const requestId = await id('dispatch', 'tenancy.askAccess', { grants: ['member.read:all'], amount: 2, unit: 'days', reason: hostile(300) })
    if (then === 'refuse') await run('owner', 'tenancy.refuseAccess', { requestId, reason: hostile(300) })
    if (then === 'end') {
      await run('owner', 'tenancy.approveAccess', { requestId, amount: 1, unit: 'days' })
      await run('owner', 'tenancy.endAccess', { requestId, reason: hostile(300) })
    }
  }
  // Reviews: one with a line kept and one taken away, closed with the rest; and one that is open.
  for (const closes of [true, false]) {
    const reviewId = await id('owner', 'tenancy.openReview', {
      name: hostileName(80),
      scope: 'all',
      repeats: closes ? 'never' : 'yearly',
      dueOn: addDays(today, 7),
      reviewers: [member('owner'), member('admin')],
    })
    if (!closes) continue
    const lines = (
      await admin<
        { id: string }[]
      >`select id from review_lines where tenant_id = ${world.tenant} and review_id = ${tryDecodeId('review', reviewId) ?? ''} and kind = 'token' order by position desc`
    ).map((row) => encodeId('reviewLine', row.id))
    await run('admin', 'tenancy.decideLines', { reviewId, lineIds: [lines[0]], decision: 'remove', reason: hostile(300) })
    await run('owner', 'tenancy.closeReview', { reviewId, reason: hostile(300) })
  }
  await run('owner', 'audit.requestExport', { format: 'csv', q: hostile(200), request: hostile(80) })
  for (const refuse of [true, false]) {
    const locked = await world.join('office', hostileName(100))
    await askRecovery.invoke({ place }, { email: locked.email, lost: 'factor' })
    const [open] = await admin<{ id: string }[]>`select id from recoveries where account_id = ${locked.accountId}`
    if (refuse) await run('owner', 'tenancy.refuseRecovery', { recoveryId: encodeId('recovery', open?.id ?? ''), reason: hostile(300) })
  }
  const report = await reportVulnerability.invoke(
    { place },
    { what: hostile(200), place: hostile(500), severity: 'high', details: hostile(8_000), name: hostileName(100), email: 'finder@example.com' },
  )
  const [kept] = await admin<{ id: string }[]>`select id from identity.vulnerability_reports where reference = ${report.reference}`
  await run('operator', 'tenancy.acknowledgeReport', { reportId: encodeId('report', kept?.id ?? ''), answer: hostile(2_000) })

  await run('operator', 'tenancy.inviteCompany', { company: hostileName(100), email: `company-${randomUUID().slice(0, 8)}@example.com` })

  // Payees, crews and work.
  const payees: string[] = [],
    crews: string[] = []
  for (let i = 0; i < 8; i++)
    payees.push(await id('office', 'incentives.addPayee', { name: hostile(120).replaceAll('\t', ' '), key: `${hostile(150)}${i}`, email: `p${i}@example.com` }))
  await run('owner', 'incentives.linkPayee', { payeeId: payees[0], memberId: member('crew') })
  await run('office', 'incentives.changePayee', { payeeId: payees[1], name: hostile(120).replaceAll('\t', ' '), isActive: true })
  for (let i = 0; i < 2; i++) crews.push(await id('office', 'incentives.addCrew', { name: hostile(80), key: `${hostile(150)}${i}` }))
  await run('office', 'incentives.changeCrew', { crewId: crews[1], name: hostile(80), isActive: true })
  for (const payeeId of payees.slice(0, 6)) await run('office', 'incentives.joinCrew', { crewId: crews[0], payeeId, share: 1, joinedOn: addDays(from, -40) })
  const jobs: string[] = []
  for (let i = 0; i < 40; i++)
    jobs.push(
      await id('dispatch', 'incentives.recordWork', {
        key: `${hostile(150)}${i}`,
        kind: i % 3 === 0 ? 'visit' : hostile(80),
        payee: payees[i % 6],
        crew: crews[0],
        opened: `${addDays(from, i % 25)} 09:00`,
        closed: `${addDays(from, i % 25)} 15:00`,
        quantity: '2',
        value: '400.00',
        note: hostile(2_000),
      }),
    )
  await run('office', 'incentives.correctWork', {
    recordId: jobs[0],
    kind: hostile(80),
    payee: payees[0],
    opened: `${from} 09:00`,
    closed: `${from} 12:00`,
    value: '410.00',
    note: hostile(2_000),
    reason: hostile(500),
  })

  // Programs, rules and awards.
  const program = async (rule: object, more: object = {}): Promise<string> => {
    const made = await id('manager', 'incentives.writeProgram', { name: hostile(120), currency: 'USD', period: 'month', budget: '90000.00', rule, ...more })
    await run('manager', 'incentives.activateRule', { programId: made, version: 1, effectiveOn: addDays(from, -60) })
    return made
  }
  const shape = { version: 1, split: 'none', caps: {}, conditions: [] }
  const each = await program({
      ...shape,
      pay: { kind: 'per_unit', unit: 'record', rate: '5000' },
      conditions: [
        { op: 'is_not', field: 'kind', value: hostile(200) },
        { op: 'is_not', field: 'external_key', value: hostile(200) },
      ],
    }),
    praise = await program({ ...shape, pay: { kind: 'nomination', least: '2500', most: '25000' } })
  await program({
    ...shape,
    pay: { kind: 'per_unit', unit: 'record', rate: '100' },
    conditions: [{ op: 'one_of', field: 'kind', values: [hostile(200), hostile(200)] }],
  })
  await run('manager', 'incentives.changeProgram', { programId: praise, name: hostile(120) })
  await run('manager', 'incentives.draftRule', {
    programId: each,
    rule: {
      ...shape,
      pay: { kind: 'per_unit', unit: 'record', rate: '6000' },
      conditions: [
        { op: 'one_of', field: 'kind', values: [hostile(200), hostile(200), 'visit'] },
        { op: 'contains', field: 'external_key', value: hostile(200) },
      ],
    },
    note: hostile(500),
  })
  const { runId } = await run('manager', 'incentives.computeAwards', { programId: each, from })
  await run('owner', 'incentives.confirmAwards', { runId })
  const awards = (await admin<{ id: string; payee_id: string }[]>`select id, payee_id from awards where tenant_id = ${world.tenant} order by number`).map(
    (row) => ({ id: encodeId('award', row.id), payee: encodeId('payee', row.payee_id) }),
  )
  for (let i = 0; i < 3; i++)
    await run('manager', 'incentives.nominateAward', {
      programId: praise,
      payeeId: payees[i + 1],
      amount: '50.00',
      from,
      reason: hostile(500),
      proof: { name: `${hostile(100)}.pdf`, type: 'application/pdf', bytes: new TextEncoder().encode('%PDF-1.7\n%%EOF\n') },
    })
  const [nominated] = await admin<{ id: string }[]>`select id from awards where tenant_id = ${world.tenant} and state = 'nominated' order by number limit 1`
  await run('owner', 'incentives.declineAwards', { awardIds: [encodeId('award', nominated?.id ?? '')], reason: hostile(500) })
  const own = awards.find((award) => award.payee === payees[0])?.id,
    other = awards.find((award) => award.payee === payees[5])?.id
  await run('finance', 'incentives.correctAward', { awardId: other, amount: '40.00', reason: hostile(500) })
  await run('owner', 'audit.erasePersonal', { memberId: encodeId('member', ended.memberId), reason: hostile(300) })

  // What a payee does with it.
  const items: string[] = []
  for (let i = 0; i < 2; i++)
    items.push(await id('office', 'incentives.addItem', { name: hostile(120), description: hostile(1_000), price: '5.00', currency: 'USD', isActive: true }))
  await run('office', 'incentives.changeItem', { id: items[1], name: hostile(120), description: hostile(1_000), price: '5.00', isActive: true })
  const redeemed: string[] = []
  for (let i = 0; i < 2; i++) redeemed.push(await id('crew', 'incentives.redeem', { itemId: items[0], quantity: 1, key: randomUUID() }))
  await run('office', 'incentives.cancelRedemption', { id: redeemed[0], reason: hostile(1_000) })
  const disputes: string[] = []
  for (const line of ['sum', 's1']) disputes.push(await id('crew', 'incentives.openDispute', { awardId: own, line, reason: hostile(1_000) }))
  await run('manager', 'incentives.decideDispute', { id: disputes[0], outcome: 'rejected', sentence: hostile(1_000) })

  // Money on its way.
  const detail = await id('finance', 'incentives.enterBankDetail', {
    payeeId: payees[1],
    kind: 'ach',
    holder: hostile(70),
    routing: '061000104',
    accountNumber: '00044001',
    accountType: 'checking',
    bankName: hostile(80),
  })
  await run('owner', 'incentives.confirmBankDetail', { bankDetailId: detail, routing: '061000104', accountNumber: '00044001', iban: hostile(60) })
  await run('finance', 'incentives.revealBankDetail', { bankDetailId: detail, reason: hostile(300) })
  await run('finance', 'incentives.saveOriginator', {
    rail: 'payroll_csv',
    currency: 'USD',
    name: hostileName(140),
    isTest: false,
    companyCode: hostileName(30),
  })
  const payouts: string[] = []
  for (const payeeId of payees.slice(0, 5))
    payouts.push(
      await id('finance', 'incentives.raisePayout', { payeeId, currency: 'USD', rail: 'payroll_csv', idempotencyKey: randomUUID(), note: hostile(500) }),
    )
  const all = (await run('finance', 'incentives.raiseAllPayouts', {
    payeeIds: payees.slice(5, 6),
    currency: 'USD',
    rail: 'payroll_csv',
    idempotencyKey: randomUUID(),
    note: hostile(500),
  })) as unknown as { payouts: { id: string }[] }
  payouts.push(...all.payouts.map((payout) => payout.id))
  const [held, rejected, ...good] = payouts
  await run('finance', 'incentives.holdPayout', { payoutId: held, reason: hostile(500) })
  await run('owner', 'incentives.rejectPayouts', { payoutIds: [rejected], reason: hostile(500) })
  for (const payoutId of good) await run('owner', 'incentives.approvePayouts', { payoutIds: [payoutId], note: hostile(500) })
  const batch = async (ids: string[]): Promise<string> => id('finance', 'incentives.makeBatch', { rail: 'payroll_csv', currency: 'USD', payoutIds: ids })
  const refused = await batch(good.slice(0, 1)),
    sent = await batch(good.slice(1))
  for (const batchId of [refused, sent]) await run('finance', 'incentives.releaseBatch', { batchId })
  await run('owner', 'incentives.refuseBatch', { batchId: refused, reason: hostile(500) })
  await run('finance', 'incentives.reissuePayout', { payoutId: good[0], idempotencyKey: randomUUID(), note: hostile(500) }).catch((error: Error) => {
    if (!/returned|refused|reissue|approved/i.test(error.message)) throw error
  })
  const cell = (text: string): string => `"${text.replaceAll('"', '""')}"`
  const csv = `Booked,Amount,Currency,Reference,Text,Who\n${today},-12.34,USD,${cell(hostile(60))},${cell(hostile(120))},${cell(hostile(60))}\n${today},-56.78,USD,NONE,${cell(hostile(120))},${cell(hostile(60))}\n`
  await run('finance', 'incentives.importStatement', {
    file: { name: `${hostile(100)}.csv`, type: 'text/csv', bytes: new TextEncoder().encode(csv) },
    originator: 'payroll_csv USD',
    mapping: {
      day: 'Booked',
      dayFormat: 'YYYY-MM-DD',
      amount: 'Amount',
      decimals: 'point',
      currencyColumn: 'Currency',
      reference: 'Reference',
      note: 'Text',
      counterparty: 'Who',
    },
  })
  const heads = ['a', 'b', 'c'].map((mark) => `${mark} ${hostileName(60).replaceAll(/[;\t]/g, ' ')}`),
    second = `Booked,Currency,${heads.map((name) => cell(name)).join(',')}\n${today},USD,5.00,0.00,${cell(hostile(60))}\n`
  await run('finance', 'incentives.importStatement', {
    file: { name: `${hostile(100)}.csv`, type: 'text/csv', bytes: new TextEncoder().encode(second) },
    originator: 'payroll_csv USD',
    mapping: { day: 'Booked', dayFormat: 'YYYY-MM-DD', decimals: 'point', currencyColumn: 'Currency', debit: heads[0], credit: heads[1], returnCode: heads[2] },
  })
  // The same through the worker, as large files are read: one file that it can read, and one whose columns are not there.
  const received = (text: string): Record<string, unknown> => {
    const { isUtf8: _isUtf8, ...file } = uploaded(`${hostile(100)}.csv`, Buffer.from(text)) as Record<string, unknown>
    return { ...file, originator: 'payroll_csv USD' }
  }
  await run('finance', 'incentives.receiveStatement', {
    ...received(`${csv}${today},-9.10,USD,NONE,${cell(hostile(120))},${cell(hostile(60))}\n`),
    mapping: {
      day: 'Booked',
      dayFormat: 'YYYY-MM-DD',
      amount: 'Amount',
      decimals: 'point',
      currencyColumn: 'Currency',
      reference: 'Reference',
      note: 'Text',
      counterparty: 'Who',
    },
  })
  await run('finance', 'incentives.receiveStatement', {
    ...received(`${second}${today},USD,6.00,0.00,x\n`),
    mapping: {
      day: hostileName(60),
      dayFormat: 'YYYY-MM-DD',
      decimals: 'point',
      currencyColumn: 'Currency',
      debit: heads[0],
      credit: heads[1],
      returnCode: heads[2],
    },
  })
  const [line] = await admin<{ id: string }[]>`select id from statement_lines where tenant_id = ${world.tenant} order by id limit 1`
  await run('finance', 'incentives.decideStatementLine', { lineId: encodeId('statementLine', line?.id ?? ''), decision: 'ignore', reason: hostile(500) })

  // A file from elsewhere: its name, its columns, its cells.
  const columns = [hostileName(60), hostileName(60), 'done', 'who', hostileName(60)],
    mapping = {
      version: 1,
      hasHeader: true,
      columns: { key: columns[0], kind: { column: columns[1] }, closed: 'done', payee: 'who', extra: [{ column: columns[4], field: 'more', type: 'text' }] },
      currency: 'USD',
      times: { format: 'iso', zone: 'UTC', skipped: 'refuse', doubled: 'refuse' },
      unmatchedPayee: 'create',
      blankPayee: 'none',
      unmatchedCrew: 'create',
      openRows: 'keep',
    }
  await run('office', 'incentives.saveMapping', { name: hostile(80), mapping })
  const everyColumn = Object.fromEntries(['key', 'payee', 'payeeName', 'crew', 'opened', 'closed', 'quantity', 'value'].map((name) => [name, hostile(200)]))
  await run('office', 'incentives.saveMapping', {
    name: hostile(80),
    mapping: { ...mapping, columns: { ...everyColumn, kind: { fixed: hostile(80) }, extra: [{ column: hostile(200), field: 'more', type: 'text' }] } },
  })
  const rows = Array.from({ length: 6 }, (_, i) =>
    [`${hostile(60)}${i}`, hostile(60), i % 2 === 0 ? `${today}T09:00:00Z` : hostile(30), hostile(60), hostile(200)].map(cell).join(','),
  )
  const bytes = Buffer.from(`${columns.map((name) => cell(name ?? '')).join(',')}\n${rows.join('\n')}\n`),
    name = `${hostile(120)}.csv`
  noted.add('incentives.uploadImport name')
  const { id: importId } = await world.as('office').run(byName.get('incentives.uploadImport') as Operation<unknown, { id: string }>, uploaded(name, bytes))
  await run('office', 'incentives.checkImport', { importId, encoding: 'utf-8', delimiter: ',', mappingName: hostile(80), mapping })
  // Alerts, of a browser never seen before: one, looked at and explained; and one that waits.
  for (const [at, person] of [world.people.finance, world.people.manager].entries()) {
    for (const agent of [undefined, hostile(200)]) await comeIn(person, { ip: `81.2.${at}.1`, ...(agent === undefined ? {} : { agent }) })
  }
  await settle(world)
  // Where the product runs beside the test, its worker may have taken the job first.
  let [alert] = await alertsOf(world)
  for (let tries = 0; alert === undefined && tries < 300; tries++) {
    await delay(100)
    ;[alert] = await alertsOf(world)
  }
  await run('admin', 'tenancy.resolveAlert', { alertId: encodeId('alert', alert?.id ?? ''), note: hostile(500) })
  // Authenticators are named by the device that a browser claims to be.
  for (let i = 0; i < 2; i++)
    await admin`insert into identity.factors (id, account_id, kind, name, secret, confirmed_at) values (${randomUUID()}, ${world.people.owner.accountId}, 'totp', ${hostileName(80)}, ${Buffer.alloc(60)}, now())`
  // A pack is open for a few minutes to whoever asked for it.
  for (const payoutId of payouts) await run('owner', 'incentives.printEvidence', { id: payoutId })
  return { world, written: noted }
}
