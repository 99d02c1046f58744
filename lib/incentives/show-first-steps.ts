import { z } from 'zod'
import { query } from '../access/operation.ts'
import type { Permission } from '../access/permissions.ts'
import { readBegun } from './first-steps.sql.ts'

export type FirstStepKind = 'people' | 'work' | 'linked' | 'program' | 'payer' | 'bank' | 'computed' | 'raised'
export interface FirstStep {
  readonly kind: FirstStepKind
  readonly isDone: boolean
}
const needs: Readonly<Record<FirstStepKind, Permission>> = {
  people: 'member.invite',
  work: 'work.record',
  linked: 'payee.change',
  program: 'program.change',
  payer: 'originator.change',
  bank: 'bank_detail.change',
  computed: 'award.compute',
  raised: 'payout.raise',
}
const order: readonly FirstStepKind[] = ['people', 'work', 'linked', 'program', 'payer', 'bank', 'computed', 'raised']

/**
 * The way of a new company from nothing to its first payout: the steps that the reader may take, and whether anybody took them. Empty from the
 * first payout on, and where nothing of it is left to the reader.
 */
export const showFirstSteps = query({
  name: 'incentives.showFirstSteps',
  needs: 'home.read',
  input: z.strictObject({}),
  run: async (ctx): Promise<readonly FirstStep[]> => {
    const own = order.filter((kind) => ctx.reach(needs[kind]) === 'all')
    const begun = own.length === 0 ? undefined : await readBegun(ctx)
    if (begun === undefined || begun.raised || own.every((kind) => begun[kind])) return []
    return own.map((kind) => ({ kind, isDone: begun[kind] }))
  },
})
