import type { EventNotice, Subscription } from './ports.ts'
import { ports } from './ports.ts'

interface Cause {
  readonly id: string
  readonly event: string
  readonly subjectId: string | null
  readonly detail: string
}
/** A job that an event starts, ready for jobs.enqueue. */
export interface FollowUp {
  readonly task: string
  readonly payload: EventNotice
  readonly at: Date | null
  readonly key: string | null
  readonly attemptsMax: number
}

/**
 * The jobs that recorded events start. A subscription that gathers is enqueued once per slot of its seconds, whatever the number of events:
 * a thousand payouts raised in one minute are told in one sentence.
 */
export function followUpsOf(causes: readonly Cause[], actorMemberId: string | null, now: Date): FollowUp[] {
  const gathered = new Map<string, FollowUp>(),
    single: FollowUp[] = []
  for (const cause of causes) {
    for (const subscription of ports.subscriptions.get(cause.event) ?? []) {
      const payload = { event: cause.event, eventId: cause.id, subjectId: cause.subjectId, actorMemberId, detail: cause.detail }
      const { kind, gatherSeconds } = subscription
      const shared = { task: kind.name, payload, attemptsMax: kind.attemptsMax }
      if (gatherSeconds === undefined) {
        single.push({ ...shared, at: null, key: null })
        continue
      }
      const slot = Math.floor(now.getTime() / 1000 / gatherSeconds) + 1
      const key = `${kind.name}:${slot}`
      gathered.set(key, { ...shared, key, at: dateOf(slot * gatherSeconds * 1000) })
    }
  }
  return [...single, ...gathered.values()]
}
const dateOf = (milliseconds: number): Date => new Date(milliseconds)
export const enqueueText = 'select jobs.enqueue($1, $2::text::json, $3::timestamptz, $4, $5)'
export const enqueueValues = (job: FollowUp): unknown[] => [job.task, JSON.stringify(job.payload), job.at?.toISOString() ?? null, job.key, job.attemptsMax]
/** Subscriptions by the name of their event, for `ports`. */
export function byEvent(subscriptions: readonly Subscription[]): ReadonlyMap<string, readonly Subscription[]> {
  const found = new Map<string, Subscription[]>()
  for (const subscription of subscriptions) found.set(subscription.event, [...(found.get(subscription.event) ?? []), subscription])
  return found
}
