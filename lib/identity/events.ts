import { z } from 'zod'
import { event } from '../access/event.ts'

const text = z.string().max(300)
const change = z.array(z.strictObject({ field: text, before: text, after: text }))
/** Names of methods as people read them. */
const methods = z.array(z.enum(['password', 'reset', 'totp', 'backup code', 'recovery', 'sso', 'provider factor', 'passkey', 'text message']))

export const signInFailed = event(
  'session.refused',
  'member',
  z.strictObject({ step: z.enum(['password', 'factor', 'passkey', 'enrol', 'membership']), why: text, device: text }),
  (d) => `did not get in: ${d.why}, from ${d.device}`,
)
export const sessionStarted = event(
  'session.started',
  'session',
  z.strictObject({ device: text, methods, isNew: z.boolean() }),
  (d) => `signed in with ${d.methods.join(' and ')} from ${d.device}${d.isNew ? ', not seen before' : ''}`,
)
/** An owner came in past the provider that the company requires. The other owners are told at once. */
export const providerPassed = event(
  'sso.break_glass_used',
  'session',
  z.strictObject({ device: text }),
  (d) => `came in past the required provider, by break-glass, from ${d.device}`,
)
export const sessionEnded = event('session.ended', 'session', z.strictObject({ why: text, count: z.int() }), (d) =>
  d.count === 1 ? `ended a session: ${d.why}` : `ended ${d.count} sessions: ${d.why}`,
)
export const companySwitched = event('session.switched', 'session', z.strictObject({ to: z.enum(['another company']) }), () => 'went to another company')
export const factorRefused = event(
  'factor.refused',
  'member',
  z.strictObject({ why: text, device: text }),
  (d) => `gave a wrong code: ${d.why}, from ${d.device}`,
)
export const factorEnrolled = event('factor.enrolled', 'factor', z.strictObject({ kind: text, name: text }), (d) => `enrolled a second factor: ${d.name}`)
export const factorRemoved = event(
  'factor.removed',
  'factor',
  z.strictObject({ kind: text, name: text, why: text }),
  (d) => `removed the second factor ${d.name}: ${d.why}`,
)
export const factorRenamed = event(
  'factor.renamed',
  'factor',
  z.strictObject({ kind: text, before: text, after: text }),
  (d) => `renamed the second factor ${d.before} to ${d.after}`,
)
/** Signed by the right key with a counter that was passed already. */
export const passkeyCounterBack = event(
  'factor.counter_back',
  'member',
  z.strictObject({ name: text, device: text }),
  (d) => `was refused: the counter of the passkey ${d.name} went back, so it may have been copied; tried from ${d.device}`,
)
/** `phone` is masked: the last two digits. */
export const textSent = event(
  'factor.text_sent',
  'member',
  z.strictObject({ phone: text, device: text }),
  (d) => `asked for a code by text message to ${d.phone}, from ${d.device}`,
)
export const textRefused = event(
  'factor.text_refused',
  'member',
  z.strictObject({ phone: text, device: text, why: text }),
  (d) => `asked in vain for a code by text message to ${d.phone}: ${d.why}, from ${d.device}`,
)
export const backupCodeUsed = event('factor.backup_code_used', 'account', z.strictObject({ left: z.int() }), (d) => `used a backup code; ${d.left} are left`)
export const backupCodesMade = event(
  'factor.backup_codes_made',
  'account',
  z.strictObject({ count: z.int() }),
  (d) => `made ${d.count} new backup codes; the old ones are void`,
)
export const passwordChanged = event(
  'account.password_changed',
  'account',
  z.strictObject({ by: z.enum(['the person', 'a mailed link and the second factor', 'recovery']), sessions: z.int() }),
  (d) => `changed the password by ${d.by}; ${d.sessions} sessions ended`,
)
export const passwordResetAsked = event(
  'account.reset_asked',
  'account',
  z.strictObject({ device: text }),
  (d) => `asked for a link to change the password, from ${d.device}`,
)
export const profileChanged = event(
  'account.profile_changed',
  'account',
  z.strictObject({ changes: change }),
  (d) => `changed own ${d.changes.map((c) => c.field).join(' and ')}`,
)
export const emailChangeAsked = event('account.email_change_asked', 'account', z.strictObject({ device: text }), () => 'asked to change the e-mail address')
export const emailChanged = event(
  'account.email_changed',
  'account',
  z.strictObject({ proof: z.enum(['links to both addresses', 'a link to the address']) }),
  (d) => `changed or confirmed the e-mail address, proven by ${d.proof}`,
)
export const invitationAccepted = event(
  'member.joined',
  'member',
  z.strictObject({ role: text, by: z.enum(['a new account', 'an existing account']), mailProven: z.boolean() }),
  (d) => `accepted the invitation as ${d.role} with ${d.by}${d.mailProven ? '' : '; the mail address is not proven yet'}`,
)
export const companyFounded = event(
  'company.founded',
  'tenant',
  z.strictObject({ name: text, currency: text, zone: text, locale: text }),
  (d) => `founded ${d.name} (${d.currency}, ${d.zone}, ${d.locale})`,
)
export const operatorMade = event(
  'installation.set_up',
  'tenant',
  z.strictObject({ company: text, fingerprint: text }),
  (d) => `set up this installation with ${d.company}; the log is signed by ${d.fingerprint}`,
)
export const setupLinkMade = event(
  'installation.setup_link_made',
  'tenant',
  z.strictObject({ hours: z.int() }),
  (d) => `made the link for setting up this installation, good for ${d.hours} hours`,
)
export const linkRefused = event(
  'link.refused',
  'tenant',
  z.strictObject({ purpose: text, device: text }),
  (d) => `tried a link (${d.purpose}) that does not work, from ${d.device}`,
)
export const recoveryAsked = event(
  'recovery.asked',
  'account',
  z.strictObject({ decides: z.enum(['two admins', 'the operator', 'a command on the server']), alsoPassword: z.boolean(), device: text }),
  (d) =>
    `asked to come back without the second factor${d.alsoPassword ? ' and the password' : ''}; ${d.decides} decide${d.decides === 'two admins' ? '' : 's'}`,
)
export const recoveryCancelled = event('recovery.cancelled', 'account', z.strictObject({ why: text }), (d) => `cancelled the recovery: ${d.why}`)
export const recoveryDone = event(
  'recovery.done',
  'account',
  z.strictObject({ factors: z.int() }),
  (d) => `came back after a recovery with a new second factor; ${d.factors} old ones are void`,
)
export const vulnerabilityReported = event(
  'report.received',
  'report',
  z.strictObject({ reference: text, severity: text, due: text, mailed: z.int() }),
  (d) => `reported a vulnerability (${d.reference}, ${d.severity === 'unsure' ? 'severity not known' : d.severity}); to be acknowledged by ${d.due}`,
)
