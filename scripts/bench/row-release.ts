import { makeBatch } from '../../lib/incentives/make-batch.ts'
import { releaseBatch } from '../../lib/incentives/release-batch.ts'
import { saveOriginator } from '../../lib/incentives/save-originator.ts'
import { addMember, makeCompany, openOwner, runAs, proveFor, signIn, signInMany } from './company.ts'
import { inTurns, median, ratePerSecond, secondsOf, type Figure, type Size } from './measure.ts'
import { connections, raiser } from './row-payout.ts'
import { seedBankDetails, seedPayees, seedPayouts } from './seed-money.ts'

/**
 * A whole batch released (bank details opened, the ISO 20022 file written, read back, sealed and stored, every payout moved, posted and
 * recorded), per payout; against one payout raised by its own operation, eight at once.
 */
export async function measureRelease(size: Size): Promise<Figure[]> {
  const sql = openOwner(),
    turns = Math.min(size.turns, 3),
    { calls, batch } = size
  const company = await makeCompany(sql, 'Bench releases'),
    people = await signInMany(sql, company.tenant, 'finance', connections, connections * 4),
    [releaser] = people
  if (!releaser) throw new Error('nobody to release')
  const approver = await signIn(sql, company.tenant, await addMember(sql, company.tenant, 'owner', 'owner 1'))
  const payees = await seedPayees(sql, company, releaser.memberId, batch)
  await seedBankDetails(sql, company, payees, releaser.memberId)
  await runAs(sql, releaser, saveOriginator, {
    rail: 'pain001',
    currency: 'EUR',
    name: 'Tidewell B.V.',
    iban: 'NL54FAKE0326806738',
    bic: 'FAKENL2A',
    street: 'Havenstraat',
    building: '12',
    town: 'Rotterdam',
    country: 'NL',
  })

  const raise = raiser(people, await seedPayees(sql, company, releaser.memberId, calls * (turns + 1)))
  const release = async (): Promise<number> => {
    await seedPayouts(sql, company, payees, { raiser: releaser.memberId, approver: approver.memberId }, ['approved'], batch)
    const made = await runAs(sql, releaser, makeBatch, { rail: 'pain001', currency: 'EUR' })
    if (made.payoutCount !== batch) throw new Error(`a batch of ${made.payoutCount} payouts`)
    await proveFor(sql, releaser, releaseBatch, { batchId: made.id })
    return (await secondsOf(() => releaseBatch.invoke(releaser.caller, { batchId: made.id }))) / batch
  }
  const raiseOne = async (): Promise<number> => 1 / (await ratePerSecond(calls, connections, () => raise.next()))
  await release()
  await raiseOne()
  await sql`analyze` // as in row-payout.ts: not a plan that was made while the tables were empty
  const taken = await inTurns(turns, release, raiseOne)
  await sql.end()
  const value = median(taken.ours) * 1_000,
    base = median(taken.theirs) * 1_000,
    times = base / value
  return [
    {
      name: `releasing a batch of ${batch.toLocaleString('en-US')}, per payout; beside raising one payout`,
      value,
      unit: 'ms',
      base,
      ratio: times,
      reach: '≥ 5 times faster',
      ok: times >= 5,
    },
  ]
}
