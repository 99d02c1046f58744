// The model of payouts over many more stories than the everyday tests have time for; the seed is printed with every failure.
import { expect, test } from 'vitest'
import { runModel } from '../support/payout-model.ts'
import { admin } from '../support/world.ts'
import '../../lib/registry.ts'

const runs = process.env['PROVE_LONG'] === '1' ? 5_000 : 200
test(`${runs} stories`, async () => {
  await runModel(runs, process.env['PROVE_SEED'] === undefined ? undefined : Number(process.env['PROVE_SEED']))
  const reached = await admin<
    { state: string; n: number }[]
  >`select state, count(*)::int as n from payouts group by state union all select 'reissued', count(*)::int from payouts where reissues_id is not null`
  for (const state of ['raised', 'approved', 'released', 'settled', 'returned', 'rejected', 'held', 'reissued'])
    expect(reached.find((row) => row.state === state)?.n ?? 0, `no story reached ${state}`).toBeGreaterThan(0)
}, 3_600_000)
