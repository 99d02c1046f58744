// A state is never told by colour alone: within each noun, shape and word together tell every state apart, and a word stands beside every mark.
import { expect, test } from 'vitest'
import { awardStates, programStates } from '../../db/schema/incentives.ts'
import { batchStates, payoutStates } from '../../db/schema/payouts.ts'
import { statementLineStates } from '../../db/schema/statements.ts'
import { disputeStates, redemptionStates } from '../../db/schema/wallet.ts'
import { memberStates } from '../../db/schema/tenancy.ts'
import { importStates } from '../../db/schema/work.ts'
import { markShapes } from '../../app/_ui/mark.tsx'
import { states } from '../../app/_ui/status.tsx'

test.each(Object.entries(states))('%s', (_noun, record) => {
  const entries = Object.values(record as Record<string, readonly [string, string]>)
  for (const [shape, words] of entries) {
    expect(markShapes).toContain(shape)
    expect(words.length).toBeGreaterThan(2)
  }
  expect(new Set(entries.map(([, words]) => words)).size).toBe(entries.length)
})

test('every state that the database allows has its mark, and no mark stands for a state that does not exist', () => {
  const stored: Partial<Record<keyof typeof states, readonly string[]>> = {
    payout: payoutStates,
    award: awardStates,
    batch: batchStates,
    redemption: redemptionStates,
    statementLine: statementLineStates,
    dispute: disputeStates,
    program: programStates,
    import: importStates,
    member: memberStates,
  }
  for (const [noun, known] of Object.entries(stored)) expect(Object.keys(states[noun as keyof typeof states]).sort(), noun).toEqual([...known].sort())
})
