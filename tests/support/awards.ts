import { z } from 'zod'
import { awards } from '../../db/schema/incentives.ts'
import { payees } from '../../db/schema/work.ts'
import { event } from '../../lib/access/event.ts'
import { command } from '../../lib/access/operation.ts'
import { day } from '../../lib/kernel/day.ts'
import { encodeId } from '../../lib/kernel/id.ts'
import { post } from '../../lib/incentives/ledger.ts'
import { admin, type World } from './world.ts'

const granted = event('test.granted', 'award', z.strictObject({ amount: z.string() }), (d) => `granted ${d.amount}`)
const grant = command({
  name: 'test.grant',
  needs: 'award.confirm',
  input: z.strictObject({ payeeId: z.uuid(), programId: z.uuid(), minor: z.string(), currency: z.string() }),
  run: async (ctx, { payeeId, programId, minor, currency }) => {
    const amount = BigInt(minor)
    const [award] = await ctx.tx
      .insert(awards)
      .values({
        number: await ctx.number('award'),
        programId,
        payeeId,
        kind: 'nomination',
        state: 'confirmed',
        periodFrom: day('2026-04-01'),
        periodTo: day('2026-04-30'),
        amountMinor: amount,
        currency,
        derivation: '{}',
        derivationDigest: 'test',
      })
      .returning({ id: awards.id })
    if (!award) throw new Error('no award')
    await post(ctx, {
      kind: 'award.confirmed',
      memo: 'test',
      subject: { kind: 'award', id: award.id },
      lines: [
        { place: { kind: 'expense', currency, programId }, minor: amount },
        { place: { kind: 'owed', currency, payeeId }, minor: -amount },
      ],
    })
    ctx.record(granted, award.id, { amount: minor })
    return award.id
  },
})
const addPayee = command({
  name: 'test.addPayee',
  needs: 'payee.change',
  input: z.strictObject({ name: z.string(), memberId: z.uuid().optional() }),
  run: async (ctx, { name, memberId }) => {
    const [row] = await ctx.tx
      .insert(payees)
      .values({ number: await ctx.number('payee'), name, key: name.toLowerCase(), source: 'hand', memberId: memberId ?? null })
      .returning({ id: payees.id })
    if (!row) throw new Error('no payee')
    ctx.record(granted, row.id, { amount: '0' })
    return row.id
  },
})
/** A payee of the world; with `memberId` it is that member. Uuid and outside id. */
export async function makePayee(world: World, name: string, memberId?: string): Promise<{ uuid: string; id: string }> {
  const uuid = await world.as('manager').run(addPayee, { name, ...(memberId ? { memberId } : {}) })
  return { uuid, id: encodeId('payee', uuid) }
}
const programOf = new Map<string, string>()
/** A confirmed award with its ledger entry, as the awards of a program leave it. Minor units. */
export async function giveAward(world: World, payeeUuid: string, minor: bigint, currency = 'USD'): Promise<string> {
  const key = `${world.tenant}|${currency}`
  let programId = programOf.get(key)
  if (!programId) {
    const [row] = await admin<
      { id: string }[]
    >`insert into programs (tenant_id, id, number, name, currency, period, state, created_by) values (${world.tenant}, gen_random_uuid(), ${`PR-${currency}`}, 'Test program', ${currency}, 'month', 'active', ${world.people.owner.memberId}) returning id`
    programId = row?.id as string
    programOf.set(key, programId)
  }
  return world.as('manager').run(grant, { payeeId: payeeUuid, programId, minor: minor.toString(), currency })
}
