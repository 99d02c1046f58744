import type { CronItem, Task } from 'graphile-worker'
import { pool } from '../../db/client.ts'
import type { JobKind } from '../access/job.ts'

/** Work that comes by the clock, in UTC. Postgres makes sure that each slot of each schedule happens once, however many workers run. */
export type Schedule =
  /** One job in each tenant; `companies` leaves out the installation's own tenant. */
  | { readonly name: string; readonly cron: string; readonly tenants: 'companies' | 'every'; readonly kind: JobKind<unknown>; readonly payload: unknown }
  /** Something of the installation that touches no tenant's rows. */
  | { readonly name: string; readonly cron: string; readonly run: () => Promise<void> }

const taskName = (schedule: Schedule): string => `schedule.${schedule.name}`
export const cronItems = (schedules: readonly Schedule[]): CronItem[] =>
  schedules.map((schedule) => ({ task: taskName(schedule), match: schedule.cron, identifier: schedule.name, options: { backfillPeriod: 0, maxAttempts: 8 } }))
export const scheduleTasks = (schedules: readonly Schedule[]): Record<string, Task> =>
  Object.fromEntries(
    schedules.map((schedule) => [
      taskName(schedule),
      async (payload: unknown): Promise<void> => {
        if ('run' in schedule) return schedule.run()
        await fanOut(schedule, slotOf(payload))
      },
    ]),
  )

const slotOf = (payload: unknown): string => (payload as { _cron?: { ts?: string } } | null)?._cron?.ts ?? 'by hand'

/** Enqueues one job per tenant. The key holds the slot, so that a fan-out that is tried again replaces what still waits and adds no second job. */
export async function fanOut(schedule: Extract<Schedule, { kind: unknown }>, slot: string): Promise<number> {
  const platform = pool('platform')
  const tenants = await platform<
    { id: string }[]
  >`select id from identity.tenants where state = 'active' and (kind = 'company' or ${schedule.tenants === 'every'}) order by id`
  const body = JSON.stringify(schedule.kind.schema.parse(schedule.payload))
  for (const { id } of tenants) {
    await platform.begin(async (tx) => {
      await tx`select scope.enter_as_platform(${id}, null)`
      await tx`select jobs.enqueue(${schedule.kind.name}, ${body}::text::json, null, ${`${schedule.name}:${slot}`}, ${schedule.kind.attemptsMax})`
    })
  }
  return tenants.length
}
/** The month partitions of the audit log, made ahead. */
export async function ensurePartitions(): Promise<void> {
  await pool('platform')`select audit.ensure_partitions(now())`
}
