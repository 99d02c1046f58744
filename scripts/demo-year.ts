// A year of the demo company: payees, crews, jobs, programs, awards, and payouts in every state, all through the product's own operations.
import { randomUUID } from 'node:crypto'
import { crewNames, demoJobs, demoZone, technicians } from '../db/seed/demo-data.ts'
import type { Caller, Operation } from '../lib/access/operation.ts'
import { systemClock } from '../lib/kernel/clock.ts'
import { addMonths, dayOf, startOfMonth, type Day } from '../lib/kernel/day.ts'
import { decimalText, money } from '../lib/kernel/money.ts'
import { encodeId } from '../lib/kernel/id.ts'
import { approvePayouts } from '../lib/incentives/approve-payouts.ts'
import { addItem } from '../lib/incentives/change-catalogue.ts'
import { addCrew, joinCrew } from '../lib/incentives/change-crew.ts'
import { addPayee, linkPayee } from '../lib/incentives/change-payee.ts'
import { computeAwards } from '../lib/incentives/compute-awards.ts'
import { confirmAwards } from '../lib/incentives/confirm-awards.ts'
import { holdPayout, rejectPayouts } from '../lib/incentives/decide-payouts.ts'
import { makeBatch } from '../lib/incentives/make-batch.ts'
import { listPayouts } from '../lib/incentives/list-payouts.ts'
import { importStatement } from '../lib/incentives/import-statement.ts'
import { raiseAllPayouts } from '../lib/incentives/raise-payouts.ts'
import { recordWork } from '../lib/incentives/record-work.ts'
import { releaseBatch } from '../lib/incentives/release-batch.ts'
import { saveOriginator } from '../lib/incentives/save-originator.ts'
import { addOpenDays } from '../lib/platform/rails/calendar.ts'
import { nominateAward } from '../lib/incentives/nominate-award.ts'
import { activateRule, draftRule, writeProgram } from '../lib/incentives/write-program.ts'
import { leaveMatters, setLimits, statementMapping } from './demo-matters.ts'
import type { DemoPeople, DemoRole } from './demo-people.ts'

const paidMonths = 10,
  newestPaid = 2
/** How many months ago the raise took effect, and on which banking day of the month after its bank books a payroll. */
const raisedBack = 4,
  bookedOpenDay = 5
/** What explains a payout whose bank booked it months before the moment at which it was raised: moments are true, and the year is made up. */
export const seededNote = (month: Day): string =>
  `Demonstration data for ${month.slice(0, 7)}, seeded at the moment shown for each step; the bank’s booking day is made up.`
/** @param say told what is under way: seeding takes about a minute */
export async function seedYear(
  people: DemoPeople,
  say: (text: string) => void,
  size: { readonly jobs: number; readonly months: number } = { jobs: 1_800, months: 12 },
): Promise<void> {
  const as = (role: DemoRole): Caller => ({
    door: { kind: 'platform', tenant: people.tenant, actor: people.members[role] },
    place: { requestId: 'demo', ip: '', agent: '' },
    systemName: 'demo seed',
  })
  const run = <O>(role: DemoRole, operation: Operation<unknown, O>, input: unknown): Promise<O> => operation.invoke(as(role), input)
  const today = dayOf(systemClock.now(), demoZone)

  say('people and crews')
  const payees: string[] = [],
    crews: string[] = []
  for (const name of technicians) payees.push((await run('office', addPayee, { name })).id)
  await run('owner', linkPayee, { payeeId: payees[0], memberId: encodeId('member', people.members.crew) })
  for (const name of crewNames) crews.push((await run('office', addCrew, { name: `Crew ${name}` })).id)
  for (const [i, payeeId] of payees.entries())
    await run('office', joinCrew, { crewId: crews[i % crews.length], payeeId, share: 1, joinedOn: addMonths(today, -13) })

  const jobs = demoJobs(today, size.jobs)
  say(`${jobs.length} jobs`)
  let next = 0
  const recorder = async (): Promise<void> => {
    for (let job = jobs[next++]; job; job = jobs[next++]) {
      await run('dispatch', recordWork, {
        key: job.key,
        kind: job.kind,
        payee: payees[job.technician],
        crew: crews[job.crew],
        opened: job.openedAt.toISOString(),
        ...(job.closedAt ? { closed: job.closedAt.toISOString() } : {}),
        value: decimalText(money(job.valueMinor, 'USD')),
        note: `${job.title}, ${job.customer}`,
      })
    }
  }
  await Promise.all([recorder(), recorder()])

  say('programs')
  const first = startOfMonth(addMonths(today, -12))
  const program = async (name: string, budget: string, rule: object, more: object = {}): Promise<string> => {
    const { id } = await run('manager', writeProgram, { name, currency: 'USD', period: 'month', budget, rule, ...more })
    await run('manager', activateRule, { programId: id, version: 1, effectiveOn: first })
    return id
  }
  const shape = { version: 1, split: 'none', caps: {}, conditions: [] }
  const visitRule = (rate: string, seconds: number) => ({
    ...shape,
    pay: { kind: 'per_unit', unit: 'record', rate },
    conditions: [{ op: 'within', from: 'opened', to: 'closed', seconds }],
  })
  const visits = await program('Finished within two days', '30000.00', visitRule('1250', 172_800))
  const sales = await program('Large work sold', '32000.00', {
    ...shape,
    pay: { kind: 'percentage', share: 50 },
    conditions: [{ op: 'one_of', field: 'kind', values: ['lining', 'installation'] }],
  })
  const crewWork = await program('Crew output', '14000.00', {
    ...shape,
    split: 'equal',
    pay: {
      kind: 'tiers',
      backApply: false,
      by: {
        measure: 'count',
        steps: [
          { from: '1', rate: '400' },
          { from: '21', rate: '700' },
        ],
      },
    },
  })
  const praise = await program('Letters of praise', '5000.00', { ...shape, pay: { kind: 'nomination', least: '2500', most: '25000' } })
  await run('finance', saveOriginator, { rail: 'payroll_csv', currency: 'USD', name: 'Tidewell Plumbing Inc', isTest: false, companyCode: 'TIDEWELL' })
  const items = [
    ['Insulated boots', '140.00', 12, 'Any size; handed out at the yard.'],
    ['Tool bag', '85.00', 20, 'Waxed canvas, sixteen pockets.'],
    ['A day off', '180.00', null, 'Agreed with the dispatcher, within a year.'],
  ] as const
  for (const [name, price, stock, description] of items)
    await run('office', addItem, { name, description, price, currency: 'USD', ...(stock === null ? {} : { stock }), isActive: true })

  await setLimits(run)
  const thanks = [
    ['Crawled under the parish hall twice so that the christening had water', '120.00'],
    ['Found the leak that two firms before us had not', '200.00'],
    ['Taught the new hands to read the camera; the office wrote it down', '90.00'],
  ] as const
  for (let back = size.months - 1; back >= 0; back--) {
    const from = startOfMonth(addMonths(today, -back))
    say(`month ${from.slice(0, 7)}`)
    if (back === raisedBack) {
      const { version } = await run('manager', draftRule, { programId: visits, rule: visitRule('1300', 172_800), note: 'The yearly raise' })
      await run('manager', activateRule, { programId: visits, version, effectiveOn: from })
    }
    // A letter of praise every third month; who nominates does not confirm.
    const praised = back > newestPaid && back % 3 === 0 ? thanks[(back / 3) % thanks.length] : undefined
    if (praised) {
      const { id } = await run('manager', nominateAward, {
        programId: praise,
        payeeId: payees[(back * 5) % payees.length],
        amount: praised[1],
        from,
        reason: praised[0],
        proof: { name: 'letter.txt', type: 'text/plain', bytes: new TextEncoder().encode(`${praised[0]}.\n`) },
      })
      await run('owner', confirmAwards, { awardIds: [id] })
    }
    for (const programId of [visits, sales, crewWork]) {
      const done = await run('manager', computeAwards, { programId, from })
      if (done.runId && back > 0) await run('owner', confirmAwards, { runId: done.runId })
    }
    if (back >= newestPaid && back < newestPaid + paidMonths) await pay(from, back)
  }

  say('what waits for somebody')
  await leaveMatters({
    run,
    today,
    members: people.members,
    lastMonth: startOfMonth(addMonths(today, -1)),
    payees,
    programs: { visits, praise },
    visitRule: visitRule('1400', 129_600),
  })

  /** Raised by finance, approved by the manager and the owner, released by finance, settled by a statement; the newest month stays on its way. */
  async function pay(from: Day, back: number): Promise<void> {
    const { payouts } = await run('finance', raiseAllPayouts, {
      currency: 'USD',
      rail: 'payroll_csv',
      idempotencyKey: `demo-${from}-${randomUUID()}`,
      note: seededNote(from),
    })
    const raised = payouts.filter((p) => p.state === 'raised').map((p) => p.id)
    if (raised.length < 4) return
    const rejected = raised.pop(),
      held = raised.pop()
    if (!rejected || !held) return
    if (back % 4 === 0) await run('manager', rejectPayouts, { payoutIds: [rejected], reason: 'Counted twice on the paper sheet' })
    else raised.push(rejected)
    if (back === newestPaid) await run('finance', holdPayout, { payoutId: held, reason: 'Waiting for the signed time sheet' })
    else raised.push(held)
    // Of the newest month a third is at the bank, a third waits for a batch, and a third for approval.
    const third = Math.ceil(raised.length / 3),
      [first, second] = back === newestPaid ? [raised.slice(0, third), raised.slice(third, 2 * third)] : [raised, []]
    await approve(first)
    const batch = await run('finance', makeBatch, { rail: 'payroll_csv', currency: 'USD' })
    await run('finance', releaseBatch, { batchId: batch.id })
    if (back === newestPaid) return approve(second)
    await run('finance', importStatement, { file: await statementOf(from), originator: 'payroll_csv USD', mapping: statementMapping })
  }
  async function approve(payoutIds: readonly string[]): Promise<void> {
    if (payoutIds.length === 0) return
    const { waiting } = await run('manager', approvePayouts, { payoutIds })
    if (waiting.length > 0) await run('owner', approvePayouts, { payoutIds: waiting })
  }
  async function statementOf(from: Day): Promise<{ name: string; type: string; bytes: Uint8Array }> {
    // The bank's own day, as on any statement; when it was imported is the true moment of seeding, as everything in the log.
    const lines: string[] = ['Booked,Amount,Currency,Reference,Text'],
      booked = addOpenDays(['fed'], startOfMonth(addMonths(from, 1)), bookedOpenDay - 1)
    let after: string | undefined
    do {
      const page: Awaited<ReturnType<typeof listPayouts.invoke>> = await run('finance', listPayouts, { tab: 'bank', size: 100, ...(after ? { after } : {}) })
      for (const p of page.rows) lines.push(`${booked},-${decimalText(p.amount)},USD,${p.number},Payroll ${from.slice(0, 7)}`)
      after = page.next
    } while (after)
    return { name: `payroll-${from.slice(0, 7)}.csv`, type: 'text/csv', bytes: new TextEncoder().encode(`${lines.join('\n')}\n`) }
  }
}
