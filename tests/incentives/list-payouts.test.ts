// The queue says what waits for whom and why, finds by every filter, pages without loss, and leaves as CSV only on record.
// ASVS V1.2.10
import { beforeAll, expect, test } from 'vitest'
import { approvePayouts } from '../../lib/incentives/approve-payouts.ts'
import { confirmBankDetail, enterBankDetail } from '../../lib/incentives/bank-detail.ts'
import { holdPayout, resumePayouts } from '../../lib/incentives/decide-payouts.ts'
import { exportPayouts, listPayouts } from '../../lib/incentives/list-payouts.ts'
import { raisePayout } from '../../lib/incentives/raise-payouts.ts'
import { printEvidence, showEvidence } from '../../lib/incentives/show-evidence.ts'
import { showPayout } from '../../lib/incentives/show-payout.ts'
import { decodeId, encodeId } from '../../lib/kernel/id.ts'
import { copyRole } from '../../lib/tenancy/write-role.ts'
import { giveAward, makePayee } from '../support/awards.ts'
import { textOf } from '../support/list-file.ts'
import { admin, makeWorld, refusalOf, type World } from '../support/world.ts'

let world: World
const ids: string[] = []
const raise = async (of: World, name: string, minor: bigint, given: { currency?: string; memberId?: string; rail?: string } = {}) => {
  const payee = await makePayee(of, name, given.memberId),
    currency = given.currency ?? 'USD'
  await giveAward(of, payee.uuid, minor, currency)
  return of.as('finance').run(raisePayout, { payeeId: payee.id, currency, rail: given.rail ?? 'payroll_csv', idempotencyKey: `key of ${name}` })
}
beforeAll(async () => {
  world = await makeWorld()
  for (let i = 0; i < 7; i++) {
    ids.push((await raise(world, `Payee ${i}`, BigInt(1_000 + 137 * ((i * 5) % 7)))).id)
    world.clock.advance(86_400_000)
  }
})

test('pages in both directions hold every payout once, in the order asked for', async () => {
  const amounts: bigint[] = []
  for (let after: string | undefined; ;) {
    const page = await world.as('read_only').run(listPayouts, { sort: 'amount', size: 3, ...(after ? { after } : {}) })
    amounts.push(...page.rows.map((r) => r.amount.minor))
    after = page.next
    if (!after) break
  }
  expect(amounts).toEqual([...amounts].sort((a, b) => (a < b ? -1 : 1)))
  expect(new Set(amounts).size).toBe(7)
  const first = await world.as('read_only').run(listPayouts, { size: 3 }),
    second = await world.as('read_only').run(listPayouts, { size: 3, after: first.next })
  expect((await world.as('read_only').run(listPayouts, { size: 3, before: second.previous })).rows.map((r) => r.id)).toEqual(first.rows.map((r) => r.id))
  expect(await refusalOf(world.as('read_only').run(listPayouts, { after: `${first.next?.slice(0, -2)}xx` }))).toMatchObject({ code: 'invalid' })
})
test('finds by payee, number, days in the company’s zone, amount and tab; a damaged id finds nothing', async () => {
  const run = async (input: object): Promise<string[]> => (await world.as('finance').run(listPayouts, input)).rows.map((r) => r.id)
  expect(await run({ q: 'payee 3' })).toEqual([ids[3]])
  expect(await run({ q: 'p-00002' })).toEqual([ids[1]])
  expect((await run({ raisedFrom: '2026-05-15', raisedTo: '2026-05-16' })).sort()).toEqual([ids[1], ids[2]].sort())
  expect(await run({ amountMin: '18.00' })).toHaveLength(1)
  expect(await run({ tab: 'release' })).toEqual([])
  expect(await run({ ids: [ids[2]!, 'pay_nonsense'] })).toEqual([ids[2]])
  expect(await run({ payee: 'pye_nonsense' })).toEqual([])
  expect(await refusalOf(world.as('finance').run(listPayouts, { amountMin: '1.240,00' }))).toMatchObject({ code: 'invalid' })
})
test('the headline counts what the reader could approve: not own ones, not beyond the limit', async () => {
  const own = await makeWorld()
  await raise(own, 'Small', 5_000n)
  await raise(own, 'Large', 250_000n)
  await raise(own, 'Manager', 700n, { memberId: own.people.manager.memberId })
  await raise(own, 'Euro', 900n, { currency: 'EUR' })
  expect((await own.as('manager').run(listPayouts, { tab: 'approve' })).mine).toMatchObject({
    count: 2,
    sums: [
      { minor: 900n, currency: 'EUR' },
      { minor: 5_000n, currency: 'USD' },
    ],
  })
  expect((await own.as('owner').run(listPayouts, {})).mine.count).toBe(4)
  for (const role of ['finance', 'read_only'] as const) expect((await own.as(role).run(listPayouts, {})).mine.count).toBe(0)
  // Finance raised them all; one that somebody else raised is found among them.
  const payee = await makePayee(own, 'Of the owner')
  await giveAward(own, payee.uuid, 4_000n)
  await own.as('owner').run(raisePayout, { payeeId: payee.id, currency: 'USD', rail: 'payroll_csv', idempotencyKey: 'key of the owner' })
  expect((await own.as('finance').run(listPayouts, {})).mine).toMatchObject({ count: 1, sums: [{ minor: 4_000n, currency: 'USD' }] })
  const parts = (await own.as('manager').run(listPayouts, { tab: 'approve' })).rows.map((r) => [r.payee.name, r.yourPart])
  expect(Object.fromEntries(parts)).toMatchObject({
    Small: 'Only approval',
    Large: 'Over your limit of 2000.00 USD',
    Manager: 'It is paid to you',
    Euro: 'Only approval',
  })
})
test('a right that is lent keeps the lender’s limit, and never more', async () => {
  const own = await makeWorld(),
    [small, large] = [await raise(own, 'Small', 5_000n), await raise(own, 'Large', 250_000n)]
  // Whoever sees payouts and approves none by their own role.
  const { id } = await own
    .as('owner')
    .run(copyRole, { source: 'manager', name: 'Payout clerk', grants: ['home.read:own', 'session.own:own', 'payout.read:all'] })
  await admin`update members set role = 'Payout clerk', role_id = ${decodeId('role', id)} where tenant_id = ${own.tenant} and id = ${own.people.office.memberId}`
  await admin`insert into delegations (tenant_id, id, from_member_id, to_member_id, permission, starts_at, ends_at) values (${own.tenant}, gen_random_uuid(), ${own.people.manager.memberId}, ${own.people.office.memberId}, 'payout.approve', '2026-05-14T00:00:00Z', '2026-05-20T00:00:00Z')`
  expect((await refusalOf(own.as('office').run(approvePayouts, { payoutIds: [large.id] }))).code).toBe('forbidden')
  await own.as('office').run(approvePayouts, { payoutIds: [small.id] })
  expect((await own.events('payout.approved'))[0]?.detail).toMatchObject({ on_behalf_of: encodeId('member', own.people.manager.memberId) })
})
test('checks name what is wrong in words', async () => {
  const own = await makeWorld()
  await raise(own, 'No proof', 500n)
  await raise(own, 'No bank', 500n, { rail: 'nacha' })
  const rows = (await own.as('owner').run(listPayouts, {})).rows
  expect(rows.find((r) => r.payee.name === 'No bank')?.checks.faults).toContain('No bank detail yet')
  expect(rows.find((r) => r.payee.name === 'No proof')?.checks).toMatchObject({
    of: 3,
    faults: [expect.stringContaining('lacks a proof')],
    programs: [{ name: 'Test program', version: null }],
  })
})
test('the export holds the filtered set whole, with formulas disarmed, and is recorded', async () => {
  const own = await makeWorld()
  await raise(own, '=HYPERLINK("x")', 4_321n)
  await raise(own, 'Plain', 900n, { currency: 'JPY' })
  const text = await textOf(await own.as('read_only').run(exportPayouts, { tab: 'all' }))
  expect(text.split('\r\n')[0]).toBe(
    '\ufeffPayout,Payee,Amount,Currency,State,Raised at,Raised by,Rail,End-to-end id,Released at,Settled at,Returned at,Return reason,Hold reason',
  )
  expect(text).toContain(',43.21,USD,raised,')
  expect(text).toContain(',900,JPY,raised,')
  expect(text).not.toMatch(/(^|,|")=HYPERLINK/m)
  expect((await own.events('list.exported'))[0]?.detail).toMatchObject({ list: 'payouts', filters: 'tab=all', rows: 2 })
})
test('a crew member lists and exports own payouts only', async () => {
  const own = await makeWorld(),
    mine = await raise(own, 'Jana', 500n, { memberId: own.people.crew.memberId })
  await raise(own, 'Other', 600n)
  const list = await own.as('crew').run(listPayouts, { tab: 'all' })
  expect(list.rows.map((r) => r.id)).toEqual([mine.id])
  expect(list.totals).toMatchObject([{ count: 1, amount: { minor: 500n } }])
  expect(await textOf(await own.as('crew').run(exportPayouts, { tab: 'all' }))).not.toContain('Other')
})
test('the record says what is signed, and the evidence pack covers it with events, checkpoint and fingerprint', async () => {
  const own = await makeWorld(),
    payout = await raise(own, 'Jana', 5_000n)
  await own.as('owner').run(approvePayouts, { payoutIds: [payout.id], note: 'Seen' })
  const page = await own.as('finance').run(showPayout, { id: payout.id })
  expect((await own.events('payout.approved'))[0]?.detail).toMatchObject({ signed: page.signs, step: '1 of 1', note: 'Seen' })
  const asked = { id: payout.id, alsoAbout: page.lines.flatMap((line) => (line.award ? [line.award.id] : [])) }
  expect((await own.as('read_only').run(showEvidence, asked)).pack).toBeUndefined()
  await own.as('read_only').run(printEvidence, { id: payout.id })
  expect((await own.events('evidence.printed')).map((e) => [e.subject_id === null, e.actor_id, e.detail])).toEqual([
    [false, own.people.read_only.memberId, { number: payout.number, awards: 1 }],
  ])
  // Asked for by one person, it is open to that one, and for a few minutes.
  expect((await own.as('finance').run(showEvidence, asked)).pack).toBeUndefined()
  const { pack } = await own.as('read_only').run(showEvidence, asked)
  if (!pack) throw new Error('the pack that was asked for')
  expect(pack.events.map((e) => e.event)).toEqual(expect.arrayContaining(['payout.raised', 'payout.approved']))
  // In the sentences of the audit log: paper is read by whoever does not know our codes.
  const approved = pack.events.find((e) => e.event === 'payout.approved')
  expect([approved?.said, approved?.right]).toEqual([expect.stringMatching(new RegExp(`^approved .*${payout.number}`)), 'Approve or reject payouts'])
  for (const e of pack.events) expect(e.said).not.toContain(e.event)
  expect(pack.fingerprint).toMatch(/^[0-9A-Z]{4}(-[0-9A-Z]{4}){7}$/)
  expect(pack.digest).toMatch(/^[0-9a-f]{64}$/)
  expect(await refusalOf(own.as('crew').run(showEvidence, { id: payout.id }))).toMatchObject({ code: 'forbidden' })
  expect(await refusalOf(own.as('crew').run(printEvidence, { id: payout.id }))).toMatchObject({ code: 'forbidden' })
  expect((await admin`select count(*)::int as n from payout_approvals where tenant_id = ${own.tenant}`)[0]?.['n']).toBe(1)
})
test('an evidence pack that cannot print every event says how many there are', async () => {
  const own = await makeWorld(),
    payout = await raise(own, 'Jonas', 5_000n),
    as = own.as('finance')
  for (let turn = 0; turn < 250; turn++) {
    await as.run(holdPayout, { payoutId: payout.id, reason: `Question ${turn}` })
    await as.run(resumePayouts, { payoutIds: [payout.id] })
  }
  await own.as('read_only').run(printEvidence, { id: payout.id })
  const { pack } = await own.as('read_only').run(showEvidence, { id: payout.id })
  if (!pack) throw new Error('the pack that was asked for')
  expect([pack.events.length, pack.eventsInAll]).toEqual([500, 502])
})
test('a held payout says whether its reason still stands, and all that can go on go on at once or none', async () => {
  const own = await makeWorld(),
    names = ['First', 'Second', 'Third']
  const account = (name: string) => ({ routing: '061000104', accountNumber: `000441${names.indexOf(name)}` })
  const held: { id: string; number: string }[] = []
  for (const name of names) held.push(await raise(own, name, 900n, { rail: 'nacha' }))
  const seen = async () => {
    const { rows } = await own.as('finance').run(listPayouts, { tab: 'held', sort: 'raised' })
    return rows.map((r) => [r.payee.name, r.holdReason, r.checks.bank, r.mayResume])
  }
  expect(await seen()).toEqual(names.map((name) => [name, 'No bank detail yet', 'No bank detail yet', false]))
  const { rows } = await own.as('finance').run(listPayouts, { tab: 'held' })
  for (const row of rows.filter((r) => r.payee.name !== 'Third')) {
    const name = row.payee.name
    const { id } = await own.as('finance').run(enterBankDetail, { payeeId: row.payee.id, kind: 'ach', holder: name, ...account(name) })
    await own.as('owner').run(confirmBankDetail, { bankDetailId: id, ...account(name) })
  }
  expect((await seen()).map(([name, , stop, may]) => [name, stop, may])).toEqual([
    ['First', undefined, true],
    ['Second', undefined, true],
    ['Third', 'No bank detail yet', false],
  ])
  expect((await own.as('finance').run(showPayout, { id: held[0]!.id })).checks?.faults).not.toContain('Bank detail changed after it was raised')
  expect((await own.as('manager').run(listPayouts, { tab: 'held' })).rows.every((r) => !r.mayResume)).toBe(true)
  const ids = held.map((payout) => payout.id)
  // Nobody lifts the hold of what is paid to them.
  await admin`update payees set member_id = ${own.people.finance.memberId} where tenant_id = ${own.tenant} and name = 'First'`
  expect((await seen()).map((row) => row[3])).toEqual([false, true, false])
  expect((await own.as('finance').run(showPayout, { id: held[0]!.id })).may.whyNotResume).toContain('somebody else resumes it')
  expect(await refusalOf(own.as('finance').run(resumePayouts, { payoutIds: ids.slice(0, 2) }))).toMatchObject({
    code: 'forbidden',
    message: `${held[0]!.number} is paid to you. Somebody else resumes it.`,
  })
  await admin`update payees set member_id = null where tenant_id = ${own.tenant}`
  expect((await refusalOf(own.as('finance').run(resumePayouts, { payoutIds: ids }))).message).toContain(`${held[2]!.number} stays held: No bank detail yet`)
  expect(await own.events('payout.resumed')).toEqual([])
  await own.as('finance').run(resumePayouts, { payoutIds: ids.slice(0, 2) })
  expect((await own.events('payout.resumed')).map((e) => e.detail)).toMatchObject([{ number: held[0]!.number }, { number: held[1]!.number }])
  expect((await own.as('finance').run(listPayouts, { tab: 'approve', sort: 'raised' })).rows.map((r) => r.payee.name)).toEqual(['First', 'Second'])
})
