// What the operator does, and sees of one thing: a company by name, never what is in it; the health of the installation; a mail outside production.
import { and, eq, isNull } from 'drizzle-orm'
import { members } from '../../db/schema/tenancy.ts'
import { command, query } from '../access/operation.ts'
import { config } from '../config.ts'
import { hashLinkToken, linkHours, newLinkToken } from '../identity/link-token.ts'
import { decodeId, newUuid } from '../kernel/id.ts'
import { conflict, notFound } from '../kernel/refusal.ts'
import { configuredPlaces } from '../platform/place/places.ts'
import { nodeFault, postgresFault } from '../platform/health/version-floor.ts'
import { openText } from '../platform/sms/sealed-text.ts'
import { auditSigner } from '../platform/keys/keys.ts'
import { companyInvitationWithdrawn, companyInvited, installationResumed, jobRetried } from './member-events.ts'
import { companyView, demandDevelopment, mailView } from './console-lists.ts'
import { CompanyId, InvitationId, InviteCompany, JobId, MessageId, Nothing } from './member-inputs.ts'
import { companies, health, issueCompanyInvitation, mailOf, resumeInstallation, retryJob, useOf, withdrawCompanyInvitation } from './platform.sql.ts'

const placeOf = (ctx: { settings: { locale: string; zone: string }; now: Date }) => ({ locale: ctx.settings.locale, zone: ctx.settings.zone, now: ctx.now })

export const showCompanyOfInstallation = query({
  name: 'tenancy.showCompanyOfInstallation',
  needs: 'tenant.read',
  input: CompanyId,
  run: async (ctx, { tenantId }) => {
    const id = decodeId('tenant', tenantId),
      row = (await companies(ctx)).find((company) => company.id === id)
    if (!row) throw notFound('company')
    const use = await useOf(ctx, id)
    return {
      ...companyView(row),
      use: { members: use?.members ?? 0, connections: use?.connections ?? 0, apiKeys: use?.api_keys ?? 0, roles: use?.roles ?? 0, tokens: use?.tokens ?? 0 },
      mayChange: ctx.reach('tenant.change') === 'all',
      place: placeOf(ctx),
    }
  },
})
/** A company comes by invitation: its first owner founds it by the link. */
export const inviteCompany = command({
  name: 'tenancy.inviteCompany',
  needs: 'tenant.invite',
  stepUp: 'anew',
  input: InviteCompany,
  run: async (ctx, { company, email }): Promise<{ company: string; email: string; link: string; until: Date; isMailed: boolean }> => {
    const mailed = newLinkToken(),
      shown = newLinkToken(),
      until = new Date(ctx.now.getTime() + linkHours.setup * 3_600_000),
      id = newUuid(ctx.now)
    await issueCompanyInvitation(ctx, id, company, email, {
      mailedId: newUuid(ctx.now),
      mailed: hashLinkToken('setup', mailed),
      shownId: newUuid(ctx.now),
      shown: hashLinkToken('setup', shown),
      expires: until,
    })
    ctx.mail(
      email,
      `Set up ${company.replace(/\s+/g, ' ')} on Plumbline`,
      [
        `You are invited to set up ${company} on Plumbline as its owner.`,
        '',
        `${config().url}/setup/${mailed}`,
        '',
        'The link works once, for 72 hours.',
        '',
        '--',
        `Plumbline at ${config().url}`,
      ].join('\n'),
      'tenancy.company_invitation',
    )
    ctx.record(companyInvited, null, { company, hours: linkHours.setup }, { note: email })
    return { company, email, link: `${config().url}/setup/${shown}`, until, isMailed: config().mail.smtpUrl !== undefined }
  },
})
export const withdrawCompany = command({
  name: 'tenancy.withdrawCompany',
  needs: 'tenant.invite',
  input: InvitationId,
  run: async (ctx, { invitationId }): Promise<{ company: string }> => {
    const company = await withdrawCompanyInvitation(ctx, decodeId('invitation', invitationId))
    if (company === null) throw notFound('invitation')
    ctx.record(companyInvitationWithdrawn, null, { company })
    return { company }
  },
})

export const showHealth = query({
  name: 'tenancy.showHealth',
  needs: 'installation.read',
  input: Nothing,
  run: async (ctx) => {
    const row = await health(ctx)
    if (!row) throw notFound('installation')
    const { environment, url, https, mail, sms, dataDir } = config()
    return {
      isPaused: row.is_paused,
      pausedReason: row.paused_reason,
      mailWaiting: row.mail_waiting,
      mailFailed: row.mail_failed,
      sessions: row.sessions,
      serverVersion: row.server_version,
      databaseBytes: BigInt(row.database_bytes),
      nodeVersion: process.versions.node,
      /** Why a version is below the floor of security fixes; undefined: it is not. */
      faults: { node: nodeFault(process.versions.node), postgres: postgresFault(row.server_version) },
      /** The local database of places: absent, read, or what is wrong with it. */
      places: configuredPlaces().state,
      setupAt: row.setup_at === null ? null : new Date(row.setup_at),
      environment,
      url,
      https,
      smtp: mail.smtpUrl !== undefined,
      gateway: sms.gateway === undefined ? undefined : new URL(sms.gateway.url).host,
      dataDir,
      fingerprint: auditSigner().fingerprint,
      mayChange: ctx.reach('installation.change') === 'all',
      place: placeOf(ctx),
    }
  },
})
/** After a restore nothing leaves by itself: the operator looks first, then lets mail and releases go. */
export const resume = command({
  name: 'tenancy.resumeInstallation',
  needs: 'installation.change',
  stepUp: 'anew',
  input: Nothing,
  run: async (ctx): Promise<{ resumed: true }> => {
    if (!(await resumeInstallation(ctx))) throw conflict('The installation is not paused.')
    ctx.record(installationResumed, ctx.tenant, {})
    return { resumed: true }
  },
})
export const retryDeadJob = command({
  name: 'tenancy.retryDeadJob',
  needs: 'installation.change',
  input: JobId,
  run: async (ctx, { job }): Promise<{ kind: string }> => {
    const kind = await retryJob(ctx, job)
    if (kind === null) throw notFound('failed job')
    ctx.record(jobRetried, null, { kind, job })
    return { kind }
  },
})

export const showMail = query({
  name: 'tenancy.showMail',
  needs: 'installation.read',
  input: MessageId,
  run: async (ctx, { messageId }) => {
    demandDevelopment()
    const row = await mailOf(ctx, decodeId('message', messageId))
    if (!row) throw notFound('message')
    const body =
      row.channel === 'mail' ? row.body : row.sealed === null ? 'The message has left, and its words with it.' : (await openText(row.id, row.sealed)).text
    return { ...mailView(row), body, place: placeOf(ctx) }
  },
})
/** How many operators there are; a single one is a risk that the console names. */
export const countOperators = query({
  name: 'tenancy.countOperators',
  needs: 'installation.read',
  input: Nothing,
  run: async (ctx): Promise<{ operators: number }> => ({
    operators: (
      await ctx.tx
        .select({ id: members.id })
        .from(members)
        .where(and(eq(members.state, 'active'), isNull(members.endedAt)))
    ).length,
  }),
})
