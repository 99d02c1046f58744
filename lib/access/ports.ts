// Where wings plug into the access core without the core knowing them. Filled in by lib/registry.ts and nowhere else.
import type { Place } from './ctx.ts'
import type { JobKind } from './job.ts'

/** Proves a second factor for one act of one session; throws a Refusal when the code is wrong or tries are used up. */
export type ProveFactor = (sessionSecret: string, tenant: string, act: string, code: string, place: Place) => Promise<void>
/** Payload of the job that a recorded event starts. */
export interface EventNotice {
  readonly event: string
  readonly eventId: string
  readonly subjectId: string | null
  readonly actorMemberId: string | null
  readonly detail: string
}

/** What happens after an event, as a job of its own. `gatherSeconds`: once for all events of that many seconds; the job then looks what there is. */
export interface Subscription {
  readonly event: string
  readonly kind: JobKind<EventNotice>
  readonly gatherSeconds?: number
}

interface Ports {
  proveFactor: ProveFactor | undefined
  subscriptions: ReadonlyMap<string, readonly Subscription[]>
  onError: (error: unknown, what: string) => void
}
const store = globalThis as { plumblinePorts?: Ports }
export const ports: Ports = (store.plumblinePorts ??= {
  proveFactor: undefined,
  subscriptions: new Map(),
  onError: (error, what) => {
    process.stderr.write(`${what}: ${error instanceof Error ? error.name : 'error'}\n`)
  },
})
