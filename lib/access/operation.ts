import type { z } from 'zod'
import { canonicalJson, sha256Hex } from '../kernel/digest.ts'
import { systemClock, type Clock } from '../kernel/clock.ts'
import { Refusal, type FieldMessages } from '../kernel/refusal.ts'
import { LiveCtx } from './live-ctx.ts'
import type { Ctx, Place, ReadCtx } from './ctx.ts'
import { DoorShut, Passage, translate, type Door } from './passage.ts'
import { permissions, type Permission } from './permissions.ts'
import { ports } from './ports.ts'
import { demandNetwork } from './demand-network.ts'
import { noteFault, noteRefusal } from './refused.ts'
import { admitRate } from './rate.ts'
import { touchSession } from './touch.ts'

/** Who calls, from where. Made at the edge: by app/_bind from the cookie, by the worker from the job, by scripts for the platform. */
export interface Caller {
  readonly door: Door
  readonly place: Place
  readonly clock?: Clock
  /** What the log calls a caller without a member: `demo seed`, `schedule`. */
  readonly systemName?: string
  /** A second-factor code typed for this very act. */
  readonly code?: string
}
/** The permission of members; `job`: background jobs only; `provisioning`: the company's provider only, by its token. */
export type Needs = Permission | 'job' | 'provisioning'
export const isPermission = (needs: Needs): needs is Permission => needs !== 'job' && needs !== 'provisioning'
export interface Operation<I = unknown, O = unknown> {
  readonly kind: 'command' | 'query'
  readonly name: string
  readonly needs: Needs
  readonly stepUp: 'recent' | 'anew' | undefined
  readonly input: z.ZodType<I>
  /** Whether background jobs may run it too. */
  readonly jobs: boolean
  /** Parses, throttles, enters, authorizes, runs, records, commits. Throws a Refusal for anything a person can mend. */
  invoke(caller: Caller, input: unknown): Promise<O>
}
interface Declaration<I, O, C> {
  readonly name: `${string}.${string}`
  readonly needs: Needs
  /** `recent`: a factor proven within five minutes; `anew`: a code for this very act (approval, release, bank detail, role, personal export). */
  readonly stepUp?: 'recent' | 'anew'
  readonly jobs?: boolean
  readonly input: z.ZodType<I>
  readonly run: (ctx: C, input: I) => Promise<O>
}
/** A second factor counts as recent for this long. */
export const recentFactorSeconds = 300

/** Changes something: runs in one transaction with its audit events, its jobs and its mails. No event, no change. */
export function command<I, O>(declaration: Declaration<I, O, Ctx>): Operation<I, O> {
  return build('command', declaration, async (passage, ctx, input) => {
    const value = await declaration.run(ctx, input)
    if (!ctx.hasRecorded && ctx.unchangedWhy === undefined) throw new Error(`${declaration.name} changed something without recording it`)
    await commit(passage, ctx)
    return value
  })
}
/** Reads, in a read-only transaction: one snapshot. */
export function query<I, O>(declaration: Declaration<I, O, ReadCtx>): Operation<I, O> {
  return build('query', declaration, async (passage, ctx, input) => {
    const value = await declaration.run(ctx, input)
    passage.finish()
    return value
  })
}

function build<I, O, C>(kind: 'command' | 'query', declaration: Declaration<I, O, C>, act: (passage: Passage, ctx: LiveCtx, input: I) => Promise<O>): Operation<I, O> {
  const { name, needs, stepUp, input: schema, jobs = needs === 'job' } = declaration
  const operation: Operation<I, O> = {
    kind, name, needs, stepUp, input: schema, jobs,
    async invoke(caller, raw) {
      const input = parse(schema, raw)
      admitRate(caller)
      const proven = stepUp && caller.door.kind === 'session' ? actDigest(name, input) : undefined
      if (proven !== undefined && caller.code !== undefined && caller.door.kind === 'session') {
        if (!ports.proveFactor) throw new Error('no factor prover is registered')
        await ports.proveFactor(caller.door.secret, caller.door.tenant, proven, caller.code, caller.place)
      }
      const passage = await Passage.open(caller.door, kind === 'query')
      let ctx: LiveCtx | undefined
      try {
        const entered = await passage.entered
        ctx = new LiveCtx(passage, caller.door, entered, caller.place, caller.clock ?? systemClock, needs, caller.systemName ?? 'system')
        demandNetwork(caller, entered, ctx)
        touchSession(entered, caller.place.ip)
        authorize(operation, ctx)
        if (proven !== undefined) await demandFactor(passage, ctx, caller, stepUp, proven)
        return await act(passage, ctx, input)
      } catch (error) {
        await passage.rollback()
        const refusal = translate(error)
        if (refusal instanceof Refusal && ctx) await noteRefusal(caller, operation, ctx, refusal, raw)
        else if (ctx && !(refusal instanceof DoorShut)) await noteFault(caller, operation, ctx)
        throw refusal
      }
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
  throw new Refusal('invalid', Object.keys(fields).length === 1 ? (Object.values(fields)[0] as string) : 'Some fields need another look; nothing was saved.', fields as FieldMessages)
}

function authorize(operation: Operation<unknown, unknown> | Operation, ctx: LiveCtx): void {
  if (ctx.actor.kind === 'system') return                              // the platform door: scripts and schedules, never a request
  if (ctx.actor.kind === 'job') {
    if (!operation.jobs) throw new Refusal('forbidden', `${operation.name} is not for background jobs.`)
    return
  }
  if (operation.needs === 'job') throw new Refusal('forbidden', 'Only the system itself does this.')
  // Neither way round: a token does nothing that people do, and no person does what it does in their own name.
  if ((operation.needs === 'provisioning') !== (ctx.actor.kind === 'provisioning')) throw new Refusal('forbidden', ctx.actor.kind === 'provisioning' ? 'A provisioning token is for provisioning only.' : 'Only the company’s provider does this, by a provisioning token.')
  if (operation.needs === 'provisioning') return
  if (ctx.reach(operation.needs) === undefined) {
    throw new Refusal('forbidden', `Your role does not include “${permissions[operation.needs]}”. Ask an admin of ${ctx.settings.company}.`)
  }
}

/** What a code is proven for: this operation with exactly this input, so that a code for one payout approves no other. */
export const actDigest = (name: string, input: unknown): string => sha256Hex(canonicalJson({ name, input: JSON.parse(JSON.stringify(withoutBytes(input), (_key, value: unknown) => (typeof value === 'bigint' ? value.toString() : value))) as unknown }))
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
  if (rows[0]?.taken !== true) throw new Refusal('step_up', 'Confirm it is you: type the code of your authenticator app.')
}

async function commit(passage: Passage, ctx: LiveCtx): Promise<void> {
  try {
    await passage.commit(ctx.flush())
  } catch (error) {
    const refusal = translate(error)
    if (refusal instanceof Refusal && refusal.code === 'unavailable') throw new Refusal('unavailable', 'The connection broke while saving. Look whether the change is there; sending the same form again is safe.', {}, 5)
    throw refusal
  }
}
export { DoorShut }
