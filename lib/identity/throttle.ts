import { eq } from 'drizzle-orm'
import { throttles } from '../../db/schema/identity.ts'
import type { IdentityCtx } from '../access/identity-act.ts'
import { one } from '../kernel/assert.ts'
import { sha256Hex } from '../kernel/digest.ts'
import { Refusal } from '../kernel/refusal.ts'
import { countOne, throttleRules, waitSeconds, type Counted, type ThrottleName } from './throttle-rules.ts'

/** One counter, by rule and by what it counts (an address, an account, a network). Addresses are kept as digests. */
export interface Counter {
  readonly name: ThrottleName
  readonly key: string
  readonly counted: Counted
}
const keyOf = (name: ThrottleName, subject: string): string => `${name}:${sha256Hex(subject).slice(0, 40)}`

/** Takes the counter and holds its row until the act ends, so that parallel tries stand in line and none is looked at uncounted. */
export async function holdCounter(ctx: IdentityCtx, name: ThrottleName, subject: string): Promise<Counter> {
  const key = keyOf(name, subject)
  await ctx.db.insert(throttles).values({ key, count: 0, windowStart: ctx.now }).onConflictDoNothing()
  const rows = await ctx.db
    .select({ count: throttles.count, windowStart: throttles.windowStart, blockedUntil: throttles.blockedUntil })
    .from(throttles)
    .where(eq(throttles.key, key))
    .for('update')
  return { name, key, counted: one(rows, 'throttle row') }
}
/** Looks without holding: for counters that many people share, where standing in line would let one of them stop the others. */
export async function lookAtCounter(ctx: IdentityCtx, name: ThrottleName, subject: string): Promise<Counter> {
  const key = keyOf(name, subject)
  const [row] = await ctx.db
    .select({ count: throttles.count, windowStart: throttles.windowStart, blockedUntil: throttles.blockedUntil })
    .from(throttles)
    .where(eq(throttles.key, key))
  return { name, key, counted: row ?? { count: 0, windowStart: ctx.now, blockedUntil: null } }
}
export const waitOf = (ctx: IdentityCtx, counters: readonly Counter[]): number =>
  Math.max(0, ...counters.map((counter) => waitSeconds(counter.counted, ctx.now)))

/** Counts one more try. @returns whether this try begins a wait */
export async function countTry(ctx: IdentityCtx, counter: Counter): Promise<boolean> {
  const held = await holdByKey(ctx, counter)
  const next = countOne(throttleRules[counter.name], held.count === 0 ? undefined : held, ctx.now)
  await ctx.db
    .update(throttles)
    .set({ count: next.count, windowStart: next.windowStart, blockedUntil: next.blockedUntil })
    .where(eq(throttles.key, counter.key))
  return next.blockedUntil !== null && waitSeconds(held, ctx.now) === 0
}
async function holdByKey(ctx: IdentityCtx, counter: Counter): Promise<Counted> {
  await ctx.db.insert(throttles).values({ key: counter.key, count: 0, windowStart: ctx.now }).onConflictDoNothing()
  return one(
    await ctx.db
      .select({ count: throttles.count, windowStart: throttles.windowStart, blockedUntil: throttles.blockedUntil })
      .from(throttles)
      .where(eq(throttles.key, counter.key))
      .for('update'),
    'throttle row',
  )
}
/** Takes one try back that turned out to be honest. A wait that has begun runs out by itself. */
export async function takeBackTry(ctx: IdentityCtx, counter: Counter): Promise<void> {
  const held = await holdByKey(ctx, counter)
  await ctx.db
    .update(throttles)
    .set({ count: Math.max(0, held.count - 1) })
    .where(eq(throttles.key, counter.key))
}
/** Whoever proves to be the person starts from nothing. */
export const forgive = async (ctx: IdentityCtx, counter: Counter): Promise<void> => {
  await ctx.db.delete(throttles).where(eq(throttles.key, counter.key))
}

/** The same words for every address and account, known or not. */
export const tooMany = (seconds: number): Refusal =>
  new Refusal(
    'too_many',
    `Too many tries. Wait ${seconds < 90 ? `${seconds} seconds` : `${Math.ceil(seconds / 60)} minutes`} and try again; nothing is locked.`,
    {},
    seconds,
  )
/** Whether a try may be looked at now. Where it has to wait the act is refused already, and looks at nothing. */
export function hasRoom(ctx: IdentityCtx, ...counters: Counter[]): boolean {
  const wait = waitOf(ctx, counters)
  if (wait > 0) ctx.refuse(tooMany(wait))
  return wait === 0
}
