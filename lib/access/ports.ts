// Where wings plug into the access core without the core knowing them. Filled in by lib/registry.ts and nowhere else.
import type { Place } from './ctx.ts'
import type { JobKind } from './job.ts'

/** Proves a second factor for one act of one session; throws a Refusal when the code is wrong or tries are used up. */
export type ProveFactor = (sessionSecret: string, tenant: string, act: string, code: string, place: Place) => Promise<void>
/** Payload of the job that a recorded event starts. */
export interface EventNotice { readonly event: string; readonly eventId: string; readonly subjectId: string | null; readonly actorMemberId: string | null; readonly detail: string }

interface Ports { proveFactor: ProveFactor | undefined; subscriptions: ReadonlyMap<string, readonly JobKind<EventNotice>[]>; onError: (error: unknown, what: string) => void }
const store = globalThis as { plumblinePorts?: Ports }
export const ports: Ports = (store.plumblinePorts ??= { proveFactor: undefined, subscriptions: new Map(), onError: (error, what) => { process.stderr.write(`${what}: ${error instanceof Error ? error.name : 'error'}\n`) } })
