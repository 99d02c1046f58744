// A payee with a balance, for tests of what is done with it: awards are written as the rule engine leaves them, and posted as it posts.
import { z } from 'zod'
import { awards, programs } from '../../db/schema/incentives.ts'
import { payees } from '../../db/schema/work.ts'
import { event } from '../../lib/access/event.ts'
import { command } from '../../lib/access/operation.ts'
import { encodeId, newUuid } from '../../lib/kernel/id.ts'
import { writeDerivation } from '../../lib/incentives/derivation.ts'
import { post } from '../../lib/incentives/ledger.ts'
import { admin, type Person, type World } from './world.ts'

const arranged = event('payee.arranged', 'payee', z.strictObject({}), () => 'arranged')
const addPayee = command({
  name: 'test.addPayee',
  needs: 'payee.change',
  input: z.strictObject({ name: z.string(), memberId: z.string().optional(), mergedInto: z.string().optional() }),
  run: async (ctx, { name, memberId, mergedInto }) => {
    const id = newUuid(ctx.now)
    await ctx.tx
      .insert(payees)
      .values({
        id,
        number: await ctx.number('payee'),
        name,
        key: id,
        source: 'hand',
        memberId: memberId ?? null,
        mergedIntoId: mergedInto ?? null,
        updatedAt: ctx.now,
      })
    ctx.record(arranged, id, {})
    return { id }
  },
})
const addAward = command({
  name: 'test.addAward',
  needs: 'award.nominate',
  input: z.strictObject({
    payeeId: z.string(),
    minor: z.string().regex(/^\d+$/),
    from: z.string(),
    to: z.string(),
    program: z.string(),
    state: z.enum(['computed', 'confirmed']),
  }),
  run: async (ctx, input) => {
    const minor = BigInt(input.minor),
      currency = ctx.settings.currency,
      id = newUuid(ctx.now),
      programId = newUuid(ctx.now)
    await ctx.tx
      .insert(programs)
      .values({
        id: programId,
        number: await ctx.number('program'),
        name: input.program,
        currency,
        period: 'month',
        state: 'active',
        createdBy: ctx.actor.memberId as string,
        updatedAt: ctx.now,
      })
    const [n] = [`${minor / 250n}`]
    const { text, digest } = writeDerivation({
      version: 1,
      kind: 'computed',
      program: input.program,
      payee: 'PE',
      rule: { version: 1, digest: '00' },
      period: { from: input.from, to: input.to },
      currency,
      records: [],
      steps: [
        { key: 's1', text: `${n} records`, result: n, unit: 'count' },
        { key: 's2', text: `${n} × 2.50 ${currency}`, result: minor.toString(), unit: 'minor' },
      ],
      amount: minor.toString(),
    })
    const number = await ctx.number('award')
    await ctx.tx
      .insert(awards)
      .values({
        id,
        number,
        programId,
        payeeId: input.payeeId,
        kind: 'computed',
        state: input.state,
        periodFrom: input.from as never,
        periodTo: input.to as never,
        amountMinor: minor,
        currency,
        derivation: text,
        derivationDigest: digest,
        updatedAt: ctx.now,
      })
    const budget = { kind: 'budget', currency, programId } as const,
      hold = { kind: 'award_hold', currency, programId } as const,
      funding = { kind: 'funding', currency } as const,
      subject = { kind: 'award', id }
    await post(ctx, {
      kind: 'budget.set',
      memo: number,
      subject: { kind: 'program', id: programId },
      lines: [
        { place: budget, minor: minor * 2n },
        { place: funding, minor: -minor * 2n },
      ],
    })
    await post(ctx, {
      kind: 'award.held',
      memo: number,
      subject,
      lines: [
        { place: hold, minor },
        { place: budget, minor: -minor },
      ],
    })
    if (input.state === 'confirmed')
      await post(ctx, {
        kind: 'award.confirmed',
        memo: number,
        subject,
        lines: [
          { place: { kind: 'expense', currency, programId }, minor },
          { place: { kind: 'owed', currency, payeeId: input.payeeId }, minor: -minor },
          { place: funding, minor },
          { place: hold, minor: -minor },
        ],
      })
    ctx.record(arranged, input.payeeId, {})
    return { id: encodeId('award', id), number }
  },
})
export const arrangePayee = async (world: World, name: string, person?: Person, mergedInto?: string): Promise<string> =>
  (await world.as('manager').run(addPayee, { name, ...(person && { memberId: person.memberId }), ...(mergedInto && { mergedInto }) })).id
/** An award of so many minor units for May 2026, confirmed unless said otherwise, owed to the payee. */
export const arrangeAward = (
  world: World,
  payeeId: string,
  minor: number,
  given: { from?: string; to?: string; program?: string; state?: 'computed' | 'confirmed' } = {},
) =>
  world
    .as('manager')
    .run(addAward, {
      payeeId,
      minor: String(minor),
      from: given.from ?? '2026-05-01',
      to: given.to ?? '2026-05-31',
      program: given.program ?? 'First-visit fix',
      state: given.state ?? 'confirmed',
    })
/** What the ledger says, minor units, debit positive, summed over currencies. */
export async function balance(world: World, kind: string, payeeId?: string): Promise<bigint> {
  const [row] = await admin<
    { n: string }[]
  >`select coalesce(sum(balance_minor), 0)::text as n from ledger_accounts where tenant_id = ${world.tenant} and kind = ${kind} and (${payeeId ?? null}::uuid is null or payee_id = ${payeeId ?? null}::uuid)`
  return BigInt(row?.n ?? 0)
}
export const owed = async (world: World, payeeId: string): Promise<bigint> => -(await balance(world, 'owed', payeeId))
