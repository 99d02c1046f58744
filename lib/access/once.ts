import { and, eq } from 'drizzle-orm'
import { apiAnswers } from '../../db/schema/api.ts'
import { assert } from '../kernel/assert.ts'
import { newUuid } from '../kernel/id.ts'
import { invalid } from '../kernel/refusal.ts'
import type { Ctx } from './ctx.ts'

/** What a program was answered, as it was sent. */
export interface KeptAnswer {
  readonly status: number
  readonly body: string
}
/** An act that must happen once, whoever repeats it: the key that the program gave it, what it asked for, and how its outcome is written. */
export interface Once {
  readonly key: string
  readonly digest: string
  readonly answer: (value: unknown) => KeptAnswer
}
/** The name under which programs send it, and by which a refusal names it. */
export const onceHeader = 'Idempotency-Key'

const mark: unique symbol = Symbol.for('plumbline.answeredBefore')
/** Thrown where the act was done before: nothing is done now, and the same is answered. Known by its mark, as a build may hold this module twice. */
export class AnsweredBefore extends Error {
  override readonly name = 'AnsweredBefore'
  static override [Symbol.hasInstance](value: unknown): boolean {
    return typeof value === 'object' && value !== null && Reflect.get(value, mark) === true
  }
  readonly [mark] = true
  readonly answer: KeptAnswer
  constructor(answer: KeptAnswer) {
    super('answered before')
    this.answer = answer
  }
}
/**
 * Takes the place of this act before anything of it is done. Who comes second with the same key waits for the first one's end, and finds its
 * answer; where that act was refused there is none, and this one is the first.
 * @throws AnsweredBefore, or a Refusal where the key was used for another request
 */
export async function beginOnce(ctx: Ctx, once: Once): Promise<string> {
  assert(ctx.actor.key, 'only programs send keys of acts')
  const id = newUuid(ctx.now),
    keyId = ctx.actor.key.id
  const [taken] = await ctx.tx
    .insert(apiAnswers)
    .values({ id, keyId, idempotencyKey: once.key, digest: once.digest, status: 0, body: '', createdAt: ctx.now })
    .onConflictDoNothing()
    .returning({ id: apiAnswers.id })
  if (taken) return id
  const [before] = await ctx.tx
    .select({ digest: apiAnswers.digest, status: apiAnswers.status, body: apiAnswers.body })
    .from(apiAnswers)
    .where(and(eq(apiAnswers.keyId, keyId), eq(apiAnswers.idempotencyKey, once.key)))
  assert(before, 'the answer that stood in the way')
  if (before.digest !== once.digest) throw invalid(onceHeader, `This ${onceHeader} was used before for another request. Take a new one for a new act.`)
  throw new AnsweredBefore({ status: before.status, body: before.body })
}
/** In the act's own transaction. */
export async function keepAnswer(ctx: Ctx, id: string, { status, body }: KeptAnswer): Promise<void> {
  const rows = await ctx.tx.update(apiAnswers).set({ status, body }).where(eq(apiAnswers.id, id)).returning({ id: apiAnswers.id })
  assert(rows.length === 1, 'the place that was just taken')
}
