// What lies on the desks of the demo company: a dispute, a redemption, a nomination, a drafted rule, a batch, bank lines and a file that wait for somebody.
import { createHash } from 'node:crypto'
import type { Operation } from '../lib/access/operation.ts'
import { roles } from '../lib/access/roles.ts'
import { addDays, type Day } from '../lib/kernel/day.ts'
import { encodeId } from '../lib/kernel/id.ts'
import { decimalText } from '../lib/kernel/money.ts'
import { checkImport } from '../lib/incentives/check-import.ts'
import { decideDispute } from '../lib/incentives/decide-dispute.ts'
import { decideStatementLine } from '../lib/incentives/decide-line.ts'
import { fulfilRedemption } from '../lib/incentives/fulfil-redemption.ts'
import { headBytes } from '../lib/incentives/import/sniff.ts'
import { importStatement } from '../lib/incentives/import-statement.ts'
import { listRewards } from '../lib/incentives/list-rewards.ts'
import { listPayouts } from '../lib/incentives/list-payouts.ts'
import { listStatementLines } from '../lib/incentives/list-statement-lines.ts'
import { exportWork } from '../lib/incentives/list-work.ts'
import { listAwards } from '../lib/incentives/read-awards.ts'
import { makeBatch } from '../lib/incentives/make-batch.ts'
import { nominateAward } from '../lib/incentives/nominate-award.ts'
import { openDispute } from '../lib/incentives/open-dispute.ts'
import { redeem } from '../lib/incentives/redeem.ts'
import { uploadImport } from '../lib/incentives/upload-import.ts'
import { draftRule } from '../lib/incentives/write-program.ts'
import { alertDefaults } from '../lib/tenancy/watch/alert-rules.ts'
import { openReview } from '../lib/tenancy/review/open-review.ts'
import { askAccess } from '../lib/tenancy/access/ask-access.ts'
import { changeApprovals } from '../lib/tenancy/company.ts'
import { writeGrants } from '../lib/tenancy/role-draft.ts'
import { copyRole } from '../lib/tenancy/write-role.ts'
import type { DemoPeople, DemoRole } from './demo-people.ts'

export interface Matters {
  readonly run: <O>(role: DemoRole, operation: Operation<unknown, O>, input: unknown) => Promise<O>
  readonly today: Day
  readonly lastMonth: Day
  readonly payees: readonly string[]
  readonly members: DemoPeople['members']
  readonly programs: { readonly visits: string; readonly praise: string }
  readonly visitRule: object
}

/** How the demo bank writes its CSV statements. */
export const statementMapping = {
  day: 'Booked',
  dayFormat: 'YYYY-MM-DD',
  amount: 'Amount',
  decimals: 'point',
  currencyColumn: 'Currency',
  reference: 'Reference',
  note: 'Text',
}

/** Two people from 150.00 on: the demo company pays small sums, and its visitors should meet the second approval. */
export async function setLimits(run: Matters['run']): Promise<void> {
  await run('owner', changeApprovals, { limits: [{ currency: 'USD', twoFrom: '150.00', managerLimit: '2000.00' }] })
}

/** Run last: everything here is left open on purpose, but for one decided matter of each kind. */
export async function leaveMatters(company: Matters): Promise<void> {
  const { run, programs } = company
  await run('manager', draftRule, { programId: programs.visits, rule: company.visitRule, note: 'More for each, within a day and a half' })
  await run('manager', nominateAward, {
    programId: programs.praise,
    payeeId: company.payees[4],
    amount: '150.00',
    from: company.lastMonth,
    reason: 'Stayed until midnight for the burst main at St. Agnes; the parish wrote to us',
    proof: {
      name: 'letter.txt',
      type: 'text/plain',
      bytes: new TextEncoder().encode('Dear Tidewell, your technician stayed until the water was off and the floor was dry. Thank you.\n'),
    },
  })
  await run('owner', copyRole, {
    source: 'dispatch',
    name: 'Field lead',
    sentence: 'Does what dispatch does, and sees what the own crew earned',
    grants: [...writeGrants(roles.dispatch), 'award.read:crew', 'payout.read:crew'],
  })
  await run('dispatch', askAccess, {
    grants: ['payee.change:all'],
    amount: 3,
    unit: 'days',
    reason: 'The office is away until Thursday, and two new technicians begin',
  })
  await oversight(company)
  await disputes(company)
  await rewards(run)
  await bankLines(company)
  const ready = await run('finance', listPayouts, { tab: 'release', size: 100 })
  // A draft, and a few that it does not hold.
  if (ready.rows.length > 4)
    await run('finance', makeBatch, {
      rail: 'payroll_csv',
      currency: 'USD',
      payoutIds: ready.rows.slice(0, Math.max(4, Math.min(12, ready.rows.length - 3))).map((payout) => payout.id),
    })
  await file(company)
}

/** What an auditor asks about: a review that runs, and somebody who took many files at once. */
async function oversight({ run, today, members }: Matters): Promise<void> {
  await run('owner', openReview, {
    name: 'Who holds money, this quarter',
    scope: 'money',
    dueOn: addDays(today, 21),
    reviewers: [encodeId('member', members.owner), encodeId('member', members.admin)],
  })
  for (let i = 0; i <= alertDefaults.exportsAnHour; i++) {
    const { body } = await run('read_only', exportWork, { state: 'open' })
    await new Response(body).arrayBuffer()
  }
}

async function disputes({ run, payees }: Matters): Promise<void> {
  const own = await run('crew', listAwards, { payee: payees[0], size: 100 })
  const [first, second] = own.rows.filter((award) => award.state === 'confirmed' || award.state === 'paid')
  if (!first || !second) return
  const decided = await run('crew', openDispute, { awardId: second.id, line: 'sum', reason: 'The lining at Quay Street is missing' })
  await run('office', decideDispute, {
    id: decided.id,
    outcome: 'rejected',
    sentence: 'That lining was closed on the 2nd and counts for the month after; you will find it there',
  })
  await run('crew', openDispute, { awardId: first.id, line: 's1', reason: 'I closed two more of these on Friday evening; the sheet was handed in on Monday' })
}

async function rewards(run: Matters['run']): Promise<void> {
  for (const [name, hand] of [
    ['Tool bag', true],
    ['Insulated boots', false],
  ] as const) {
    const { items } = await run('crew', listRewards, {})
    const item = items.find((one) => one.name === name)
    if (!item || item.missing) continue
    const { id } = await run('crew', redeem, { itemId: item.id, key: `demo-${name}` })
    if (hand) await run('office', fulfilRedemption, { id })
  }
}

/** One payment that came back, decided; one fee that nobody has explained yet. */
async function bankLines({ run, today }: Matters): Promise<void> {
  const { rows } = await run('finance', listPayouts, { tab: 'bank', size: 10 })
  const back = rows[2]
  if (!back) return
  const text = `Booked,Amount,Currency,Reference,Text\n${today},-${decimalText(back.amount)},USD,${back.number},Payroll\n${today},${decimalText(back.amount)},USD,RET ${back.number},Returned: account closed\n${today},-12.50,USD,FEE-2211,Account fee\n`
  await run('finance', importStatement, {
    file: { name: 'statement-today.csv', type: 'text/csv', bytes: new TextEncoder().encode(text) },
    originator: 'payroll_csv USD',
    mapping: statementMapping,
  })
  const queue = await run('finance', listStatementLines, { state: 'unmatched', direction: 'credit' })
  const line = queue.rows[0]
  if (line)
    await run('finance', decideStatementLine, { lineId: line.id, decision: 'return', payout: back.number, reason: 'The bank sent it back: account closed' })
}

/** Uploaded and mapped: the worker checks it, and it then waits to be confirmed. Some of its rows are refused, as in life. */
async function file({ run, today }: Matters): Promise<void> {
  // A day of this month that is over, or its first.
  const month = today.slice(0, 7),
    days = Math.max(1, Number(today.slice(8)) - 1),
    on = (i: number): string => `${month}-${String(1 + (i % days)).padStart(2, '0')}`
  const rows = Array.from({ length: 36 }, (_, i) =>
    [
      `H-${4_100 + i}`,
      ['repair', 'installation', 'inspection'][i % 3],
      company(i),
      `${on(i)} 0${7 + (i % 3)}:15`,
      i === 7 ? `${on(i)} 06:00` : `${on(i)} 1${i % 8}:40`,
      i === 11 ? '1,5' : String(180 + i * 13),
      i % 9 === 0 ? 'Second visit' : '',
    ].join(','),
  )
  const bytes = Buffer.from(`Job,Type,Technician,Opened,Closed,Value,Remark\n${rows.join('\n')}\nH-4136,repair,Jana Ruiz,${month}-31 25:00,,90,\n`)
  const body = async function* (): AsyncGenerator<Buffer> {
    yield bytes
  }
  const { id } = await run('office', uploadImport, {
    name: `fieldbook-${month}.csv`,
    size: bytes.length,
    digest: createHash('sha256').update(bytes).digest('hex'),
    isUtf8: true,
    head: new Uint8Array(bytes.subarray(0, headBytes)),
    body,
  })
  await run('office', checkImport, {
    importId: id,
    encoding: 'utf-8',
    delimiter: ',',
    mappingName: 'Fieldbook',
    mapping: {
      version: 1,
      hasHeader: true,
      columns: {
        key: 'Job',
        kind: { column: 'Type' },
        payee: 'Technician',
        opened: 'Opened',
        closed: 'Closed',
        value: 'Value',
        extra: [{ column: 'Remark', field: 'remark', type: 'text' }],
      },
      currency: 'USD',
      times: { format: 'iso', zone: 'America/Los_Angeles', skipped: 'refuse', doubled: 'refuse' },
      unmatchedPayee: 'create',
      blankPayee: 'none',
      unmatchedCrew: 'create',
      openRows: 'keep',
    },
  })
  function company(i: number): string {
    return ['Jana Ruiz', 'Kofi Mensah', 'Priya Menon', 'Yuki Tanabe', 'Grace Achieng', 'Ondřej Malý'][i % 6] as string
  }
}
