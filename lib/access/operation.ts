import type { z } from 'zod'
import { canonicalJson, sha256Hex } from '../kernel/digest.ts'
import { systemClock, type Clock } from '../kernel/clock.ts'
import { Refusal, type FieldMessages } from '../kernel/refusal.ts'
import { LiveCtx } from './live-ctx.ts'
import type { Ctx, Place, ReadCtx } from './ctx.ts'
import { DoorShut, Passage, translate, type Door } from './passage.ts'
import { permissions, type Permission } from './permissions.ts'
import { AnsweredBefore, beginOnce, keepAnswer, type Once } from './once.ts'
import { ports } from './ports.ts'
import { demandNetwork } from './demand-network.ts'
import { demandPlan, withinRoom } from './demand-plan.ts'
import type { Bounded, Feature } from './plans.ts'
import { noteFault, noteRefusal } from './refused.ts'
import { admitRate } from './rate.ts'
import { demandLooking } from './support-role.ts'
import { noteSupport } from './note-support.ts'
import { touchKey, touchSession } from './touch.ts'

/** Who calls, from where. Made at the edge: by app/_bind from the cookie, by the worker from the job, by scripts for the platform. */
export interface Caller {
  readonly door: Door
  readonly place: Place
  readonly clock?: Clock
  /** What the log calls a caller without a member: `demo seed`, `schedule`. */
  readonly systemName?: string
  /** A second-factor code typed for this very act. */
  readonly code?: string
  /** For a program’s act: it is done once under this key, and answered the same ever after. */
  readonly once?: Once
}
/** The permission of members; `job`: background jobs only; `provisioning`: the company's provider only, by its token; `key`: a program about its own key. */
export type Needs = Permission | 'job' | 'provisioning' | 'key'
export const isPermission = (needs: Needs): needs is Permission => needs !== 'job' && needs !== 'provisioning' && needs !== 'key'
export interface Operation<I = unknown, O = unknown> {
  readonly kind: 'command' | 'query'
  readonly name: string
  readonly needs: Needs
  readonly stepUp: 'recent' | 'anew' | undefined
  readonly input: z.ZodType<I>
  /** Whether background jobs may run it too. */
  readonly jobs: boolean
  /** What of a plan it belongs to, and what a plan bounds that it may add to. */
  readonly feature: Feature | undefined
  readonly adds: Bounded | undefined
  /** Parses, throttles, enters, authorizes, runs, records, commits. Throws a Refusal for anything a person can mend. */
  invoke(caller: Caller, input: unknown): Promise<O>
}
interface Frame<I> {
  readonly name: `${string}.${string}`
  readonly needs: Needs
  /** `recent`: a factor proven within five minutes; `anew`: a code for this very act (approval, release, bank detail, role, personal export). */
  readonly stepUp?: 'recent' | 'anew'
  readonly jobs?: boolean
  /** The feature of a plan that it is a new use of: refused where the company's plan does not open it (lib/access/plans.ts). */
  readonly feature?: Feature
  /** What it may add to, where a plan bounds how many there are. */
  readonly adds?: Bounded
  readonly input: z.ZodType<I>
}
interface Declaration<I, O, C> extends Frame<I> {
  readonly run: (ctx: C, input: I) => Promise<O>
}
/** A second factor counts as recent for this long. */
export const recentFactorSeconds = 300

/** Changes something: runs in one transaction with its audit events, its jobs and its mails. No event, no change. */
export function command<I, O>(declaration: Declaration<I, O, Ctx>): Operation<I, O> {
  return build('command', declaration, (passage, ctx, input, once) => finish(declaration, passage, ctx, once, () => declaration.run(ctx, input)))
}
async function finish<O>(
  { name, adds }: Pick<Frame<unknown>, 'name' | 'adds'>,
  passage: Passage,
  ctx: LiveCtx,
  once: Once | undefined,
  run: () => Promise<O>,
): Promise<O> {
  const place = once && (await beginOnce(ctx, once)),
    value = await withinRoom(ctx, adds, run)
  if (!ctx.hasRecorded && ctx.unchangedWhy === undefined) throw new Error(`${name} changed something without recording it`)
  if (once && place !== undefined) await keepAnswer(ctx, place, once.answer(value))
  await commit(passage, ctx)
  return value
}
/** What is asked of the outside world ahead of a change: the question is put together within the walls, the asking happens in no transaction. */
interface Outside<I, Q, A> {
  readonly question: (ctx: ReadCtx, input: I) => Promise<Q>
  readonly ask: (question: Q, input: I) => Promise<A>
}
/**
 * A command that needs an answer from outside (a name server, a provider's metadata). Whoever may not do it asks nobody anything; and an
 * outside that is slow keeps no connection of the pool and no row waiting. What `question` read may have changed when `run` has the answer.
 */
export function commandAfterAsking<I, O, Q, A>({
  outside,
  run,
  ...declaration
}: Frame<I> & { readonly outside: Outside<I, Q, A>; readonly run: (ctx: Ctx, input: I, answer: A) => Promise<O> }): Operation<I, O> {
  return build<I, O>(
    'command',
    declaration,
    (passage, ctx, input, once, answer) => finish(declaration, passage, ctx, once, () => run(ctx, input, answer as A)),
    outside as Outside<I, unknown, unknown>,
  )
}
/** Reads, in a read-only transaction: one snapshot. */
export function query<I, O>(declaration: Declaration<I, O, ReadCtx>): Operation<I, O> {
  return build('query', declaration, async (passage, ctx, input) => {
    const value = await declaration.run(ctx, input)
    passage.finish()
    return value
  })
}

function build<I, O>(
  kind: 'command' | 'query',
  declaration: Frame<I>,
  act: (passage: Passage, ctx: LiveCtx, input: I, once: Once | undefined, answer: unknown) => Promise<O>,
  outside?: Outside<I, unknown, unknown>,
): Operation<I, O> {
  const { name, needs, stepUp, input: schema, jobs = needs === 'job', feature, adds } = declaration
  const operation: Operation<I, O> = {
    kind,
    name,
    needs,
    stepUp,
    input: schema,
    jobs,
    feature,
    adds,
    async invoke(caller, raw) {
      const input = parse(schema, raw)
      admitRate(caller)
      const proven = stepUp && caller.door.kind === 'session' ? actDigest(name, input) : undefined
      if (proven !== undefined && caller.code !== undefined && caller.door.kind === 'session') {
        if (!ports.proveFactor) throw new Error('no factor prover is registered')
        await ports.proveFactor(caller.door.secret, caller.door.tenant, proven, caller.code, caller.place)
      }
      const within = async <T>(carryOut: (passage: Passage, ctx: LiveCtx) => Promise<T>): Promise<T> => {
        const passage = await Passage.open(caller.door, kind === 'query')
        let ctx: LiveCtx | undefined
        try {
          const entered = await passage.entered
          ctx = new LiveCtx(passage, caller.door, entered, caller.place, caller.clock ?? systemClock, needs, caller.systemName ?? 'system')
          demandNetwork(caller, entered, ctx)
          touchSession(entered, caller.place.ip)
          touchKey(caller.door, entered, caller.place.ip)
          authorize(operation, ctx)
          demandPlan(operation, ctx)
          if (ctx.actor.support) await noteSupport(ctx, ctx.actor.support, operation, raw)
          if (proven !== undefined) await demandFactor(passage, ctx, caller, stepUp, proven)
          return await carryOut(passage, ctx)
        } catch (error) {
          await passage.rollback()
          const refusal = translate(error)
          if (refusal instanceof Refusal && ctx) await noteRefusal(caller, operation, ctx, refusal, raw)
          else if (ctx && !(refusal instanceof DoorShut || refusal instanceof AnsweredBefore)) await noteFault(caller, operation, ctx)
          throw refusal
        }
      }
      if (!outside) return within((passage, ctx) => act(passage, ctx, input, caller.once, undefined))
      const asked = await within(async (passage, ctx) => {
        const question = await outside.question(ctx, input)
        await passage.rollback() // the proof of the second factor stays good for the act itself
        return { ctx, question }
      })
      let answer: unknown
      try {
        answer = await outside.ask(asked.question, input)
      } catch (error) {
        if (!(error instanceof Refusal)) await noteFault(caller, operation, asked.ctx)
        throw error
      }
      return within((passage, ctx) => act(passage, ctx, input, caller.once, answer))
    },
  }
  return operation
}

/** Zod's issues as a refusal that names each field and what to do. */
export function parse<I>(schema: z.ZodType<I>, raw: unknown): I {
  const parsed = schema.safeParse(raw)
  if (parsed.success) return parsed.data
  const fields: Record<string, string> = {}
  for (const issue of parsed.error.issues) {
    const path = issue.path.map(String).join('.') || (issue.code === 'unrecognized_keys' ? issue.keys.join(', ').slice(0, 80) : 'form')
    fields[path] ??= issue.code === 'unrecognized_keys' ? 'This field is not known here.' : issue.message
  }
  throw new Refusal(
    'invalid',
    Object.keys(fields).length === 1 ? (Object.values(fields)[0] as string) : 'Some fields need another look; nothing was saved.',
    fields as FieldMessages,
  )
}

function authorize(operation: Operation<unknown, unknown> | Operation, ctx: LiveCtx): void {
  if (ctx.actor.kind === 'system') return // the platform door: scripts and schedules, never a request
  if (ctx.actor.kind === 'job') {
    if (!operation.jobs) throw new Refusal('forbidden', `${operation.name} is not for background jobs.`)
    return
  }
  if (ctx.actor.support) demandLooking(operation, ctx.actor.support, ctx.now)
  if (operation.needs === 'job') throw new Refusal('forbidden', 'Only the system itself does this.')
  // Neither way round: a token does nothing that people do, and no person does what it does in their own name.
  if ((operation.needs === 'provisioning') !== (ctx.actor.kind === 'provisioning'))
    throw new Refusal(
      'forbidden',
      ctx.actor.kind === 'provisioning' ? 'A provisioning token is for provisioning only.' : 'Only the company’s provider does this, by a provisioning token.',
    )
  if (operation.needs === 'provisioning') return
  const { key } = ctx.actor
  if (operation.needs === 'key') {
    if (!key) throw new Refusal('forbidden', 'Only a key asks about itself. People find theirs under Settings, API keys.')
    return
  }
  if (key && operation.stepUp !== undefined) throw personOnly()
  if (ctx.reach(operation.needs) === undefined) {
    if (key)
      throw new Refusal(
        'forbidden',
        `This key may not do that: it would need “${permissions[operation.needs]}”, which it was not given or its maker does not hold any more.`,
      )
    throw new Refusal('forbidden', `Your role does not include “${permissions[operation.needs]}”. Ask an admin of ${ctx.settings.company}.`)
  }
}

/** Somebody has to prove anew that it is they: a program that could would be the way around it. */
export const personOnly = (): Refusal =>
  new Refusal('forbidden', 'This asks for a second factor for the very act, which a program does not have. A person does it in the product.', {
    stepUp: 'required',
  })

/** What a code is proven for: this operation with exactly this input, so that a code for one payout approves no other. */
export const actDigest = (name: string, input: unknown): string =>
  sha256Hex(
    canonicalJson({
      name,
      input: JSON.parse(JSON.stringify(withoutBytes(input), (_key, value: unknown) => (typeof value === 'bigint' ? value.toString() : value))) as unknown,
    }),
  )
/** A file stands for itself by its hash: written out byte by byte, one of ten megabytes would keep the process busy for half a minute. */
function withoutBytes(value: unknown): unknown {
  if (value instanceof Uint8Array) return `sha256 ${sha256Hex(value)}`
  if (Array.isArray(value)) return value.map(withoutBytes)
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withoutBytes(inner)]))
}

async function demandFactor(passage: Passage, ctx: LiveCtx, caller: Caller, stepUp: 'recent' | 'anew' | undefined, act: string): Promise<void> {
  const age = ctx.actor.factorAt ? (ctx.now.getTime() - ctx.actor.factorAt.getTime()) / 1000 : Infinity
  if (stepUp === 'recent' && age <= recentFactorSeconds) return
  if (caller.door.kind !== 'session') return
  // Taken in the act's own transaction: if the act is refused, the proof stays good for trying the same act again.
  const rows = (await passage.send('select scope.take_proof($1, $2) as taken', [caller.door.secret, act])) as unknown as { taken: boolean }[]
  if (rows[0]?.taken !== true) throw new Refusal('step_up', 'Confirm it is you: type the code of your authenticator app, or use a passkey.')
}

async function commit(passage: Passage, ctx: LiveCtx): Promise<void> {
  try {
    await passage.commit(ctx.flush())
  } catch (error) {
    const refusal = translate(error)
    if (refusal instanceof Refusal && refusal.code === 'unavailable')
      throw new Refusal('unavailable', 'The connection broke while saving. Look whether the change is there; sending the same form again is safe.', {}, 5)
    throw refusal
  }
}
export { DoorShut }
