import { z } from 'zod'
import { event } from '../access/event.ts'

const text = z.string().max(300)
const change = z.array(z.strictObject({ field: text, before: text, after: text }))
const member = { number: text }
export const memberInvited = event(
  'member.invited',
  'member',
  z.strictObject({ ...member, role: text, hours: z.int() }),
  (d) => `invited ${d.number} as ${d.role}, for ${d.hours} hours`,
)
export const invitationRenewed = event(
  'member.invited_again',
  'member',
  z.strictObject({ ...member, hours: z.int() }),
  (d) => `sent ${d.number} a new invitation; the earlier one is void`,
)
export const invitationWithdrawn = event('member.invitation_withdrawn', 'member', z.strictObject(member), (d) => `withdrew the invitation of ${d.number}`)
export const roleChanged = event(
  'member.role_changed',
  'member',
  z.strictObject({ ...member, sessions: z.int(), changes: change }),
  (d) => `changed the role of ${d.number} from ${d.changes[0]?.before ?? ''} to ${d.changes[0]?.after ?? ''}; ${d.sessions} sessions ended`,
)
export const memberSuspended = event(
  'member.suspended',
  'member',
  z.strictObject({ ...member, sessions: z.int(), reason: text }),
  (d) => `suspended ${d.number}: ${d.reason}; ${d.sessions} sessions ended`,
)
export const memberResumed = event('member.resumed', 'member', z.strictObject(member), (d) => `let ${d.number} in again`)
export const memberEnded = event(
  'member.ended',
  'member',
  z.strictObject({ ...member, sessions: z.int(), reason: text }),
  (d) => `ended the membership of ${d.number}: ${d.reason}; ${d.sessions} sessions ended`,
)
export const memberLeft = event(
  'member.left',
  'member',
  z.strictObject({ ...member, sessions: z.int() }),
  (d) => `left the company (${d.number}); ${d.sessions} sessions ended`,
)
export const memberSessionsEnded = event(
  'member.sessions_ended',
  'member',
  z.strictObject({ ...member, sessions: z.int() }),
  (d) => `ended ${d.sessions} sessions of ${d.number}`,
)
export const recoveryAgreed = event(
  'recovery.agreed',
  'member',
  z.strictObject({ step: text, alsoPassword: z.boolean(), due: text }),
  (d) => `agreed to a recovery (${d.step})${d.due === '' ? '' : `; its link works from ${d.due}`}`,
)
export const recoveryRefused = event('recovery.refused', 'member', z.strictObject({ reason: text }), (d) => `refused a recovery: ${d.reason}`)
export const companyChanged = event(
  'company.changed',
  'tenant',
  z.strictObject({ changes: change }),
  (d) => `changed the company’s ${d.changes.map((c) => c.field).join(', ')}`,
)
export const approvalsChanged = event(
  'company.approvals_changed',
  'tenant',
  z.strictObject({ changes: change }),
  (d) => `changed the approval policy: ${d.changes.map((c) => `${c.field} ${c.before} → ${c.after}`).join('; ')}`,
)
export const clocksChanged = event(
  'company.clocks_changed',
  'tenant',
  z.strictObject({ changes: change }),
  (d) => `changed the company’s clocks: ${d.changes.map((c) => `${c.field} ${c.before} → ${c.after}`).join('; ')}`,
)
export const factorRulesChanged = event(
  'company.factors_changed',
  'tenant',
  z.strictObject({ changes: change }),
  (d) => `changed which factors count: ${d.changes.map((c) => `${c.field} ${c.before} → ${c.after}`).join('; ')}`,
)
export const sessionsPolicyChanged = event(
  'company.session_lengths_changed',
  'tenant',
  z.strictObject({ sessions: z.int(), changes: change }),
  (d) => `changed how long sessions last: ${d.changes.map((c) => `${c.field} ${c.before} → ${c.after}`).join('; ')}`,
)
export const companyInvited = event(
  'company.invited',
  'tenant',
  z.strictObject({ company: text, hours: z.int() }),
  (d) => `invited ${d.company} as a new company, for ${d.hours} hours`,
)
export const companyInvitationWithdrawn = event(
  'company.invitation_withdrawn',
  'tenant',
  z.strictObject({ company: text }),
  (d) => `withdrew the invitation of ${d.company}`,
)
export const installationResumed = event('installation.resumed', 'tenant', z.strictObject({}), () => 'resumed mail and releases after a restore')
export const jobRetried = event('job.retried', 'job', z.strictObject({ kind: text, job: text }), (d) => `let a failed job (${d.kind}) run again`)
export const reportAcknowledged = event(
  'report.acknowledged',
  'report',
  z.strictObject({ reference: text, due: text, isLate: z.boolean(), answered: z.boolean() }),
  (d) => `acknowledged the vulnerability report ${d.reference}${d.isLate ? ', too late' : ' in time'}${d.answered ? ', and answered by mail' : ''}`,
)
