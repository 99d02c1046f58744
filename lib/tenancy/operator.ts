// What the operator sees and does: companies by name, never what is in them; the health of the installation; mail outside production.
import { and, eq, isNull } from 'drizzle-orm'
import { members } from '../../db/schema/tenancy.ts'
import { command, query } from '../access/operation.ts'
import { config } from '../config.ts'
import { hashLinkToken, linkHours, newLinkToken } from '../identity/link-token.ts'
import { decodeId, encodeId, newUuid, type Id } from '../kernel/id.ts'
import { conflict, notFound, Refusal } from '../kernel/refusal.ts'
import { nodeFault, postgresFault } from '../platform/health/version-floor.ts'
import { auditSigner } from '../platform/keys/keys.ts'
import { companyInvitationWithdrawn, companyInvited, installationResumed, jobRetried } from './member-events.ts'
import { CompanyId, InvitationId, InviteCompany, JobId, MessageId, Nothing, OutboxInput } from './member-inputs.ts'
import { companies, companyInvitations, deadJobs, health, issueCompanyInvitation, jobDepth, outbox, resumeInstallation, retryJob, withdrawCompanyInvitation, type CompanyRow, type MailRow } from './platform.sql.ts'

export interface CompanyView { readonly id: Id<'tenant'>; readonly name: string; readonly slug: string; readonly state: CompanyRow['state']; readonly foundedAt: Date; readonly accounts: number; readonly sessions: number; readonly lastSeenAt: Date | null }
const view = (row: CompanyRow): CompanyView => ({ id: encodeId('tenant', row.id), name: row.name, slug: row.slug, state: row.state, foundedAt: new Date(row.created_at), accounts: row.accounts, sessions: row.sessions, lastSeenAt: row.last_seen_at === null ? null : new Date(row.last_seen_at) })
const placeOf = (ctx: { settings: { locale: string; zone: string }; now: Date }) => ({ locale: ctx.settings.locale, zone: ctx.settings.zone, now: ctx.now })

export const listCompanies = query({
  name: 'tenancy.listCompanies', needs: 'tenant.read', input: Nothing,
  run: async (ctx) => {
    const [rows, invited] = await Promise.all([companies(ctx), companyInvitations(ctx)])
    return {
      companies: rows.map(view), place: placeOf(ctx), may: { invite: ctx.reach('tenant.invite') === 'all', change: ctx.reach('tenant.change') === 'all' },
      invitations: invited.map((row) => ({ id: encodeId('invitation', row.id), company: row.company, email: row.email, until: new Date(row.expires_at) })),
    }
  },
})
export const showCompanyOfInstallation = query({
  name: 'tenancy.showCompanyOfInstallation', needs: 'tenant.read', input: CompanyId,
  run: async (ctx, { tenantId }) => {
    const id = decodeId('tenant', tenantId), row = (await companies(ctx)).find((company) => company.id === id)
    if (!row) throw notFound('company')
    return { ...view(row), mayChange: ctx.reach('tenant.change') === 'all', place: placeOf(ctx) }
  },
})
/** A company comes by invitation: its first owner founds it by the link. */
export const inviteCompany = command({
  name: 'tenancy.inviteCompany', needs: 'tenant.invite', stepUp: 'anew', input: InviteCompany,
  run: async (ctx, { company, email }): Promise<{ company: string; email: string; link: string; until: Date; isMailed: boolean }> => {
    const mailed = newLinkToken(), shown = newLinkToken(), until = new Date(ctx.now.getTime() + linkHours.setup * 3_600_000), id = newUuid(ctx.now)
    await issueCompanyInvitation(ctx, id, company, email, { mailedId: newUuid(ctx.now), mailed: hashLinkToken('setup', mailed), shownId: newUuid(ctx.now), shown: hashLinkToken('setup', shown), expires: until })
    ctx.mail(email, `Set up ${company.replace(/\s+/g, ' ')} on Plumbline`, [`You are invited to set up ${company} on Plumbline as its owner.`, '', `${config().url}/setup/${mailed}`, '', 'The link works once, for 72 hours.', '', '--', `Plumbline at ${config().url}`].join('\n'), 'tenancy.company_invitation')
    ctx.record(companyInvited, null, { company, hours: linkHours.setup }, { note: email })
    return { company, email, link: `${config().url}/setup/${shown}`, until, isMailed: config().mail.smtpUrl !== undefined }
  },
})
export const withdrawCompany = command({
  name: 'tenancy.withdrawCompany', needs: 'tenant.invite', input: InvitationId,
  run: async (ctx, { invitationId }): Promise<{ company: string }> => {
    const company = await withdrawCompanyInvitation(ctx, decodeId('invitation', invitationId))
    if (company === null) throw notFound('invitation')
    ctx.record(companyInvitationWithdrawn, null, { company })
    return { company }
  },
})

export const showHealth = query({
  name: 'tenancy.showHealth', needs: 'installation.read', input: Nothing,
  run: async (ctx) => {
    const row = await health(ctx)
    if (!row) throw notFound('installation')
    const { environment, url, https, mail, dataDir } = config()
    return {
      isPaused: row.is_paused, pausedReason: row.paused_reason, mailWaiting: row.mail_waiting, mailFailed: row.mail_failed, sessions: row.sessions, serverVersion: row.server_version, databaseBytes: BigInt(row.database_bytes), nodeVersion: process.versions.node,
      /** Why a version is below the floor of security fixes; undefined: it is not. */
      faults: { node: nodeFault(process.versions.node), postgres: postgresFault(row.server_version) },
      setupAt: row.setup_at === null ? null : new Date(row.setup_at), environment, url, https, smtp: mail.smtpUrl !== undefined, dataDir, fingerprint: auditSigner().fingerprint, mayChange: ctx.reach('installation.change') === 'all', place: placeOf(ctx),
    }
  },
})
/** After a restore nothing leaves by itself: the operator looks first, then lets mail and releases go. */
export const resume = command({
  name: 'tenancy.resumeInstallation', needs: 'installation.change', stepUp: 'anew', input: Nothing,
  run: async (ctx): Promise<{ resumed: true }> => {
    if (!(await resumeInstallation(ctx))) throw conflict('The installation is not paused.')
    ctx.record(installationResumed, ctx.tenant, {})
    return { resumed: true }
  },
})
export const listJobs = query({
  name: 'tenancy.listJobs', needs: 'installation.read', input: Nothing,
  run: async (ctx) => {
    const [dead, depth, names] = await Promise.all([deadJobs(ctx), jobDepth(ctx), companies(ctx)])
    return {
      dead: dead.map((job) => ({ id: job.id, company: names.find((c) => c.id === job.tenant_id)?.name ?? 'the installation', task: job.task, attempts: job.attempts, error: job.last_error ?? '', at: new Date(job.updated_at) })),
      depth: depth.map((row) => ({ task: row.task, waiting: row.waiting, running: row.running, dead: row.dead, oldestAt: row.oldest_at === null ? null : new Date(row.oldest_at) })), mayRetry: ctx.reach('installation.change') === 'all', place: placeOf(ctx),
    }
  },
})
export const retryDeadJob = command({
  name: 'tenancy.retryDeadJob', needs: 'installation.change', input: JobId,
  run: async (ctx, { job }): Promise<{ kind: string }> => {
    const kind = await retryJob(ctx, job)
    if (kind === null) throw notFound('failed job')
    ctx.record(jobRetried, null, { kind, job })
    return { kind }
  },
})

const mailPage = 50
export interface MailView { readonly id: Id<'message'>; readonly company: string | null; readonly to: string; readonly subject: string; readonly kind: string; readonly at: Date; readonly sentAt: Date | null; readonly failedAt: Date | null; readonly attempts: number; readonly error: string | null }
const mailView = (row: MailRow): MailView => ({ id: encodeId('message', row.id), company: row.company, to: row.to_address, subject: row.subject, kind: row.kind, at: new Date(row.created_at), sentAt: row.sent_at === null ? null : new Date(row.sent_at), failedAt: row.failed_at === null ? null : new Date(row.failed_at), attempts: row.attempts, error: row.last_error })
/** Mails hold links that sign people in: in production nobody reads them but their recipients. */
function demandDevelopment(): void {
  if (config().environment === 'production') throw new Refusal('forbidden', 'In production mail goes to its recipients and is not shown here.')
}
export const listOutbox = query({
  name: 'tenancy.listOutbox', needs: 'installation.read', input: OutboxInput,
  run: async (ctx, { before }) => {
    demandDevelopment()
    const at = before === undefined ? null : new Date(before)
    if (at !== null && Number.isNaN(at.getTime())) throw new Refusal('invalid', 'This page link is damaged. Start again from the first page.')
    const rows = await outbox(ctx, at, mailPage + 1, null)
    return { mails: rows.slice(0, mailPage).map(mailView), older: rows.length > mailPage ? new Date(rows[mailPage - 1]?.created_at ?? '').toISOString() : undefined, place: placeOf(ctx) }
  },
})
export const showMail = query({
  name: 'tenancy.showMail', needs: 'installation.read', input: MessageId,
  run: async (ctx, { messageId }) => {
    demandDevelopment()
    const [row] = await outbox(ctx, null, 1, decodeId('message', messageId))
    if (!row) throw notFound('message')
    return { ...mailView(row), body: row.body, place: placeOf(ctx) }
  },
})
/** How many operators there are; a single one is a risk that the console names. */
export const countOperators = query({
  name: 'tenancy.countOperators', needs: 'installation.read', input: Nothing,
  run: async (ctx): Promise<{ operators: number }> => ({ operators: (await ctx.tx.select({ id: members.id }).from(members).where(and(eq(members.state, 'active'), isNull(members.endedAt)))).length }),
})
