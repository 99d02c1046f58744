// The lists of the console: companies by name, never what is in them; jobs without what they carry; mail outside production.
import type { ReadCtx } from '../access/ctx.ts'
import { pageOfRows, readByKey, type Page, type PageRequest } from '../access/list-page.ts'
import { query } from '../access/operation.ts'
import { planOf, plans, type Plan } from '../access/plans.ts'
import { listExport, listOf } from '../audit/list-export.ts'
import { config } from '../config.ts'
import { encodeId, type Id } from '../kernel/id.ts'
import { Refusal } from '../kernel/refusal.ts'
import { ListCompanies, ListJobs, ListOutbox } from './console-inputs.ts'
import { companies, companyInvitations, deadJobs, health, jobDepth, outbox, type CompanyRow, type MailRow } from './platform.sql.ts'
import type { z } from 'zod'

const placeOf = (ctx: ReadCtx) => ({ locale: ctx.settings.locale, zone: ctx.settings.zone, now: ctx.now })
/** Whether a search is among these words, whatever their case. */
export const says = (q: string | undefined, ...words: readonly (string | null)[]): boolean =>
  q === undefined || words.some((word) => word?.toLowerCase().includes(q.toLowerCase()))

export interface CompanyView {
  readonly id: Id<'tenant'>
  readonly name: string
  readonly slug: string
  readonly state: CompanyRow['state']
  readonly foundedAt: Date
  readonly accounts: number
  readonly sessions: number
  readonly lastSeenAt: Date | null
  readonly plan: Plan
}
export const companyView = (row: CompanyRow): CompanyView => ({
  id: encodeId('tenant', row.id),
  name: row.name,
  slug: row.slug,
  state: row.state,
  foundedAt: new Date(row.created_at),
  accounts: row.accounts,
  sessions: row.sessions,
  lastSeenAt: row.last_seen_at === null ? null : new Date(row.last_seen_at),
  plan: planOf(row.plan),
})
const pageOfCompanies = (all: readonly CompanyView[], input: z.infer<typeof ListCompanies>, request: PageRequest = input): Promise<Page<CompanyView>> =>
  pageOfRows(
    {
      idOf: (c: CompanyView) => c.id,
      keys: { name: (c) => c.name.toLowerCase(), founded: (c) => c.foundedAt, people: (c) => c.accounts, seen: (c) => c.lastSeenAt ?? '' },
      defaultSort: '-founded',
    },
    request,
    all.filter((c) => (input.state === undefined || c.state === input.state) && says(input.q, c.name, c.slug)),
  )

export const listCompanies = query({
  name: 'tenancy.listCompanies',
  needs: 'tenant.read',
  input: ListCompanies,
  run: async (ctx, input) => {
    const [rows, invited] = await Promise.all([companies(ctx), companyInvitations(ctx)]),
      all = rows.map(companyView),
      page = await pageOfCompanies(all, input)
    return {
      companies: page.rows,
      next: page.next,
      previous: page.previous,
      count: all.length,
      suspended: all.filter((c) => c.state === 'suspended').length,
      place: placeOf(ctx),
      may: { invite: ctx.reach('tenant.invite') === 'all', change: ctx.reach('tenant.change') === 'all' },
      invitations: invited.map((row) => ({ id: encodeId('invitation', row.id), company: row.company, email: row.email, until: new Date(row.expires_at) })),
    }
  },
})
export const exportCompanies = listExport({
  name: 'tenancy.exportCompanies',
  needs: 'tenant.read',
  input: ListCompanies,
  of: (ctx, input) =>
    listOf(
      'companies',
      input,
      [
        { header: 'Company', cell: (c: CompanyView) => c.name },
        { header: 'State', cell: (c) => c.state },
        { header: 'Plan', cell: (c) => plans[c.plan].name },
        { header: 'People seen', cell: (c) => c.accounts },
        { header: 'Signed in', cell: (c) => c.sessions },
        { header: 'Founded', cell: (c) => c.foundedAt },
        { header: 'Last seen', cell: (c) => c.lastSeenAt },
      ],
      async (request) => pageOfCompanies((await companies(ctx)).map(companyView), input, request),
    ),
})

export interface DeadJobView {
  readonly id: string
  readonly company: string
  readonly task: string
  readonly attempts: number
  readonly error: string
  readonly at: Date
}
async function deadJobViews(ctx: ReadCtx): Promise<DeadJobView[]> {
  const [dead, names] = await Promise.all([deadJobs(ctx), companies(ctx)]),
    nameOf = new Map(names.map((c) => [c.id, c.name]))
  return dead.map((job) => ({
    id: job.id,
    company: (job.tenant_id === null ? undefined : nameOf.get(job.tenant_id)) ?? 'the installation',
    task: job.task,
    attempts: job.attempts,
    error: job.last_error ?? '',
    at: new Date(job.updated_at),
  }))
}
const pageOfJobs = (all: readonly DeadJobView[], input: z.infer<typeof ListJobs>, request: PageRequest = input): Promise<Page<DeadJobView>> =>
  pageOfRows(
    {
      idOf: (job: DeadJobView) => job.id.padStart(20, '0'),
      keys: { at: (job) => job.at, task: (job) => job.task, company: (job) => job.company.toLowerCase() },
      defaultSort: '-at',
    },
    request,
    all.filter((job) => says(input.q, job.task, job.company, job.error)),
  )

export const listJobs = query({
  name: 'tenancy.listJobs',
  needs: 'installation.read',
  input: ListJobs,
  run: async (ctx, input) => {
    const [all, depth] = await Promise.all([deadJobViews(ctx), jobDepth(ctx)]),
      page = await pageOfJobs(all, input)
    return {
      dead: page.rows,
      next: page.next,
      previous: page.previous,
      count: all.length,
      mayRetry: ctx.reach('installation.change') === 'all',
      place: placeOf(ctx),
      depth: depth.map((row) => ({
        task: row.task,
        waiting: row.waiting,
        running: row.running,
        dead: row.dead,
        oldestAt: row.oldest_at === null ? null : new Date(row.oldest_at),
      })),
    }
  },
})
export const exportFailedJobs = listExport({
  name: 'tenancy.exportFailedJobs',
  needs: 'installation.read',
  input: ListJobs,
  of: (ctx, input) =>
    listOf(
      'failed jobs',
      input,
      [
        { header: 'Job', cell: (job: DeadJobView) => job.id },
        { header: 'Kind', cell: (job) => job.task },
        { header: 'Company', cell: (job) => job.company },
        { header: 'Why', cell: (job) => job.error },
        { header: 'Tries', cell: (job) => job.attempts },
        { header: 'Last', cell: (job) => job.at },
      ],
      async (request) => pageOfJobs(await deadJobViews(ctx), input, request),
    ),
})

export interface MailView {
  readonly id: Id<'message'>
  readonly channel: MailRow['channel']
  readonly company: string | null
  readonly to: string
  readonly subject: string
  readonly kind: string
  readonly at: Date
  readonly sentAt: Date | null
  readonly failedAt: Date | null
  readonly attempts: number
  readonly error: string | null
}
export const mailView = (row: MailRow): MailView => ({
  id: encodeId('message', row.id),
  channel: row.channel,
  company: row.company,
  to: row.to_address,
  subject: row.subject,
  kind: row.kind,
  at: new Date(row.created_at),
  sentAt: row.sent_at === null ? null : new Date(row.sent_at),
  failedAt: row.failed_at === null ? null : new Date(row.failed_at),
  attempts: row.attempts,
  error: row.last_error,
})
/** Mails hold links that sign people in: in production nobody reads them but their recipients. */
export function demandDevelopment(): void {
  if (config().environment === 'production') throw new Refusal('forbidden', 'In production mail goes to its recipients and is not shown here.')
}
async function readOutbox(ctx: ReadCtx, { q, state }: z.infer<typeof ListOutbox>, request: PageRequest): Promise<Page<MailView>> {
  demandDevelopment()
  const page = await readByKey(
    { idOf: (row: MailRow) => row.id, keys: { at: (row) => row.created_at }, defaultSort: '-at' },
    request,
    ({ position, rising, limit }) => outbox(ctx, { q, state, position, rising, limit }),
  )
  return { ...page, rows: page.rows.map(mailView) }
}
export const listOutbox = query({
  name: 'tenancy.listOutbox',
  needs: 'installation.read',
  input: ListOutbox,
  run: async (ctx, input) => {
    const { rows, next, previous } = await readOutbox(ctx, input, input)
    return { mails: rows, next, previous, waiting: (await health(ctx))?.mail_waiting ?? 0, place: placeOf(ctx) }
  },
})
/** Whom mail goes to, never what it says: it holds links that sign people in. */
export const exportOutbox = listExport({
  name: 'tenancy.exportOutbox',
  needs: 'installation.read',
  stepUp: 'anew',
  input: ListOutbox,
  of: (ctx, input) => {
    demandDevelopment()
    return listOf(
      'mails',
      input,
      [
        { header: 'Written', cell: (mail: MailView) => mail.at },
        { header: 'To', cell: (mail) => mail.to },
        { header: 'Company', cell: (mail) => mail.company },
        { header: 'Subject', cell: (mail) => mail.subject },
        { header: 'Kind', cell: (mail) => mail.kind },
        { header: 'Sent', cell: (mail) => mail.sentAt },
        { header: 'Given up', cell: (mail) => mail.failedAt },
        { header: 'Tries', cell: (mail) => mail.attempts },
        { header: 'Why', cell: (mail) => mail.error },
      ],
      (request) => readOutbox(ctx, input, request),
    )
  },
})
