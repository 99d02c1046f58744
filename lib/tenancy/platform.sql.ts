// The functions of schema `platform` and `jobs` that a tenant's act may call. Each derives the tenant from the vouched scope by itself.
import type { Ctx, ReadCtx } from '../access/ctx.ts'
import type { Position } from '../kernel/cursor.ts'
import { Refusal } from '../kernel/refusal.ts'

export interface MemberFacts {
  readonly account_id: string
  readonly factors: string | null
  readonly backup_codes: number
  readonly sessions: number
  readonly last_seen_at: string | null
  readonly email_verified: boolean
}
/** By account, of these or of all: how its person proves themselves, and when they were last here. */
export async function memberFacts(ctx: ReadCtx, of: readonly string[] | 'all'): Promise<ReadonlyMap<string, MemberFacts>> {
  if (of.length === 0) return new Map()
  const asked = of === 'all' ? null : JSON.stringify(of)
  const rows =
    await ctx.sql<MemberFacts>`select * from platform.member_facts((select array_agg(value::uuid) from json_array_elements_text(${asked}::text::json)))`
  return new Map(rows.map((row) => [row.account_id, row]))
}
/** Where each open session of this company was last used from, the newest first. */
export const memberAddresses = (ctx: ReadCtx) => ctx.sql<{ member_id: string; ip: string; last_seen_at: string }>`select * from platform.member_addresses()`
/** In the same transaction: the next request under any of them finds no session. */
export async function endMemberSessions(ctx: Ctx, memberId: string, why: string): Promise<number> {
  const [row] = await ctx.sql<{ n: number }>`select platform.end_member_sessions(${memberId}::uuid, ${why}) as n`
  return row?.n ?? 0
}
/** One session of theirs. @returns how many were alive: one, or none */
export async function endMemberSession(ctx: Ctx, memberId: string, sessionId: string, why: string): Promise<number> {
  const [row] = await ctx.sql<{ n: number }>`select platform.end_member_session(${memberId}::uuid, ${sessionId}::uuid, ${why}) as n`
  return row?.n ?? 0
}
/** Of these sessions those that are alive. */
export async function aliveSessions(ctx: ReadCtx, ids: readonly string[]): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set()
  return new Set(
    (
      await ctx.sql<{
        id: string
      }>`select id from platform.alive_sessions((select array_agg(value::uuid) from json_array_elements_text(${JSON.stringify(ids)}::text::json))) as id`
    ).map((row) => row.id),
  )
}
/** Which provider vouched for the session of whoever acts; null: a password did. */
export async function connectionOfSession(ctx: ReadCtx, sessionId: string): Promise<string | null> {
  return (await ctx.sql<{ id: string | null }>`select scope.vouched_by(${sessionId}::uuid) as id`)[0]?.id ?? null
}
export interface PasswordWay {
  readonly member_id: string
  readonly account_id: string
  readonly has_password: boolean
  readonly has_factor: boolean
  readonly sessions: number
}
/** By member who was ever signed in here: whether password and factor could let them in, and how many sessions are open that no provider vouched for. */
export async function passwordWays(ctx: ReadCtx): Promise<ReadonlyMap<string, PasswordWay>> {
  return new Map((await ctx.sql<PasswordWay>`select * from platform.password_ways()`).map((row) => [row.member_id, row]))
}
/** Ends what was opened without a provider. @returns how many sessions were alive */
export async function endPasswordSessions(ctx: Ctx, memberIds: readonly string[], why: string): Promise<number> {
  const [row] = await ctx.sql<{
    n: number
  }>`select platform.end_password_sessions((select coalesce(array_agg(value::uuid), '{}') from json_array_elements_text(${JSON.stringify(memberIds)}::text::json)), ${why}) as n`
  return row?.n ?? 0
}
export interface InvitationTokens {
  readonly mailedId: string
  readonly mailed: Buffer
  readonly shownId: string
  readonly shown: Buffer
  readonly expires: Date
}
const tooOften: Readonly<Record<string, string>> = {
  invitations_to_address:
    'This address was invited four times within the hour. Wait an hour; an invitation that stands still works, also by the link that was shown.',
  invitations_of_company: 'Two hundred invitations went out within the hour. Wait a little, then go on.',
}
/** Replaces whatever invitation the member had; without tokens it only voids it. @throws Refusal when an address, or the company, had many within an hour */
export async function issueInvitation(ctx: Ctx, memberId: string, email: string, tokens: InvitationTokens | null): Promise<void> {
  try {
    await writeInvitation(ctx, memberId, email, tokens)
  } catch (error) {
    const sentence = tooOften[(error as { constraint_name?: string }).constraint_name ?? '']
    throw sentence === undefined ? error : new Refusal('too_many', sentence, {}, 3_600)
  }
}
async function writeInvitation(ctx: Ctx, memberId: string, email: string, tokens: InvitationTokens | null): Promise<void> {
  await ctx.sql`select platform.issue_invitation(${memberId}::uuid, ${email}, ${tokens?.mailedId ?? null}::uuid, ${tokens?.mailed ?? null}::bytea, ${tokens?.shownId ?? null}::uuid, ${tokens?.shown ?? null}::bytea, ${tokens?.expires.toISOString() ?? null}::timestamptz)`
}
export async function issueRecovery(
  ctx: Ctx,
  link: { id: string; accountId: string; hash: Buffer; recoveryId: string; alsoPassword: boolean; from: Date; until: Date },
): Promise<void> {
  await ctx.sql`select platform.issue_recovery(${link.id}::uuid, ${link.accountId}::uuid, ${link.hash}::bytea, ${link.recoveryId}::uuid, ${link.alsoPassword}::boolean, ${link.from.toISOString()}::timestamptz, ${link.until.toISOString()}::timestamptz)`
}
/** The person may ask again. */
export async function voidRecovery(ctx: Ctx, accountId: string): Promise<void> {
  await ctx.sql`select platform.void_recovery(${accountId}::uuid)`
}
/** @returns whether the domain is this company's now */
export async function claimDomain(ctx: Ctx, name: string, domainId: string): Promise<boolean> {
  return (await ctx.sql<{ own: boolean }>`select platform.claim_domain(${name}, ${domainId}::uuid) as own`)[0]?.own ?? false
}
export async function releaseDomain(ctx: Ctx, name: string): Promise<void> {
  await ctx.sql`select platform.release_domain(${name})`
}
export async function renameCompany(ctx: Ctx, name: string): Promise<void> {
  await ctx.sql`select platform.rename_company(${name})`
}
export async function shortenSessions(
  ctx: Ctx,
  crew: readonly string[],
  office: { idleSeconds: number; secondsMax: number },
  phone: { idleSeconds: number; secondsMax: number },
): Promise<number> {
  const [row] = await ctx.sql<{
    n: number
  }>`select platform.shorten_sessions((select coalesce(array_agg(value::uuid), '{}') from json_array_elements_text(${JSON.stringify(crew)}::text::json)), ${office.idleSeconds}::int, ${office.secondsMax}::int, ${phone.idleSeconds}::int, ${phone.secondsMax}::int) as n`
  return row?.n ?? 0
}

export interface CompanyRow {
  readonly id: string
  readonly name: string
  readonly slug: string
  readonly state: 'active' | 'suspended' | 'ended'
  readonly created_at: string
  readonly accounts: number
  readonly sessions: number
  readonly last_seen_at: string | null
  readonly plan: string
}
export const companies = (ctx: ReadCtx): Promise<CompanyRow[]> => ctx.sql<CompanyRow>`select * from platform.companies() order by created_at desc`
export interface UseRow {
  readonly members: number
  readonly connections: number
  readonly api_keys: number
  readonly roles: number
  readonly tokens: number
}
/** How much a company uses of what plans bound or close. */
export async function useOf(ctx: ReadCtx, tenantId: string): Promise<UseRow | undefined> {
  return (await ctx.sql<UseRow>`select * from scope.use_of(${tenantId}::uuid)`)[0]
}
export const companyInvitations = (ctx: ReadCtx) =>
  ctx.sql<{
    id: string
    company: string
    email: string
    created_at: string
    expires_at: string
  }>`select * from platform.company_invitations() order by created_at desc`
export async function issueCompanyInvitation(ctx: Ctx, invitationId: string, company: string, email: string, tokens: InvitationTokens): Promise<void> {
  await ctx.sql`select platform.issue_company_invitation(${invitationId}::uuid, ${company}, ${email}, ${tokens.mailedId}::uuid, ${tokens.mailed}::bytea, ${tokens.shownId}::uuid, ${tokens.shown}::bytea, ${tokens.expires.toISOString()}::timestamptz)`
}
export async function withdrawCompanyInvitation(ctx: Ctx, invitationId: string): Promise<string | null> {
  const [row] = await ctx.sql<{ company: string | null }>`select platform.withdraw_company_invitation(${invitationId}::uuid) as company`
  return row?.company ?? null
}
export interface MailRow {
  readonly id: string
  readonly company: string | null
  readonly to_address: string
  readonly subject: string
  readonly body: string
  readonly kind: string
  readonly created_at: string
  readonly sent_at: string | null
  readonly failed_at: string | null
  readonly attempts: number
  readonly last_error: string | null
  readonly channel: 'mail' | 'text'
  readonly sealed: Buffer | null
}
export interface OutboxSearch {
  readonly q: string | undefined
  readonly state: string | undefined
  readonly position: Position | undefined
  readonly rising: boolean
  readonly limit: number
}
/** In the order of (written, id), beyond the position. */
export const outbox = (ctx: ReadCtx, { q, state, position, rising, limit }: OutboxSearch): Promise<MailRow[]> =>
  ctx.sql<MailRow>`select * from platform.outbox(${q ?? null}, ${state ?? null}, ${position?.key ?? null}::timestamptz, ${position?.id ?? null}::uuid, ${rising}::boolean, ${limit}::int)`
export const mailOf = async (ctx: ReadCtx, id: string): Promise<MailRow | undefined> => (await ctx.sql<MailRow>`select * from platform.mail(${id}::uuid)`)[0]
export interface HealthRow {
  readonly is_paused: boolean
  readonly paused_reason: string | null
  readonly mail_waiting: number
  readonly mail_failed: number
  readonly sessions: number
  readonly server_version: string
  readonly database_bytes: string
  readonly setup_at: string | null
}
export async function health(ctx: ReadCtx): Promise<HealthRow | undefined> {
  return (await ctx.sql<HealthRow>`select * from platform.health()`)[0]
}
export async function installationIsPaused(ctx: ReadCtx): Promise<boolean> {
  return (await ctx.sql<{ paused: boolean }>`select platform.is_paused() as paused`)[0]?.paused ?? false
}
export async function resumeInstallation(ctx: Ctx): Promise<boolean> {
  return (await ctx.sql<{ done: boolean }>`select platform.resume_installation() as done`)[0]?.done ?? false
}
export interface DeadJob {
  readonly id: string
  readonly tenant_id: string | null
  readonly task: string
  readonly attempts: number
  readonly last_error: string | null
  readonly updated_at: string
}
export const deadJobs = (ctx: ReadCtx): Promise<DeadJob[]> => ctx.sql<DeadJob>`select * from jobs.operator_dead()`
export interface JobDepth {
  readonly task: string
  readonly waiting: number
  readonly running: number
  readonly dead: number
  readonly oldest_at: string | null
}
export const jobDepth = (ctx: ReadCtx): Promise<JobDepth[]> => ctx.sql<JobDepth>`select * from jobs.operator_depth()`
export async function retryJob(ctx: Ctx, job: string): Promise<string | null> {
  return (await ctx.sql<{ kind: string | null }>`select jobs.operator_retry(${job}::bigint) as kind`)[0]?.kind ?? null
}
/** Jobs of the entered tenant that were tried to the end. */
export const failedJobs = (ctx: ReadCtx): Promise<DeadJob[]> =>
  ctx.sql<DeadJob>`select d.*, ${ctx.tenant}::uuid as tenant_id from jobs.dead(${ctx.tenant}::uuid) d order by d.updated_at desc`

export interface ReportRow {
  readonly id: string
  readonly reference: string
  readonly reporter_name: string | null
  readonly reporter_email: string | null
  readonly what: string
  readonly place: string
  readonly severity: 'low' | 'medium' | 'high' | 'critical' | 'unsure'
  readonly details: string
  readonly due_at: string
  readonly acknowledged_at: string | null
  readonly acknowledged_by: string | null
  readonly answer: string | null
  readonly created_at: string
}
export type ReportHead = Omit<ReportRow, 'details' | 'place' | 'answer' | 'reporter_name' | 'reporter_email'>
export const reportHeads = (ctx: ReadCtx): Promise<ReportHead[]> =>
  ctx.sql<ReportHead>`select id, reference, what, severity, due_at, acknowledged_at, acknowledged_by, created_at from platform.vulnerability_reports(null)`
export const vulnerabilityReport = async (ctx: ReadCtx, id: string): Promise<ReportRow | undefined> =>
  (await ctx.sql<ReportRow>`select * from platform.vulnerability_reports(${id}::uuid)`)[0]
/** @returns false: somebody was faster */
export async function acknowledge(ctx: Ctx, id: string, by: string, answer: string | null): Promise<boolean> {
  return (
    (await ctx.sql<{ done: boolean }>`select platform.acknowledge_report(${id}::uuid, ${by}, ${answer}, ${ctx.now.toISOString()}::timestamptz) as done`)[0]
      ?.done ?? false
  )
}
export interface ProvisionedAccount {
  readonly account_id: string
  readonly was_there: boolean
  readonly is_closed: boolean
  readonly is_proven: boolean
}
/**
 * The account of an address at one of the company's own domains: looked for and, with an id, made.
 * @returns undefined: none, or the domain is not this company's
 */
export async function provisionedAccount(ctx: Ctx, id: string | null, email: string, name: string): Promise<ProvisionedAccount | undefined> {
  return (await ctx.sql<ProvisionedAccount>`select * from platform.provisioned_account(${id}::uuid, ${email}, ${name})`)[0]
}
