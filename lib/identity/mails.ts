// What identity writes to people, each in one place, so that the words can be read side by side. Links come from the configured origin.
import type { IdentityCtx } from '../access/identity-act.ts'
import { config } from '../config.ts'
import { encodeId } from '../kernel/id.ts'
import { deviceName } from './device-name.ts'

const letter = (...lines: readonly string[]): string => `${lines.join('\n')}\n\n--\nPlumbline at ${config().url}\n`
const where = (ctx: IdentityCtx): string =>
  `${deviceName(ctx.place.agent)}${ctx.place.ip === '' ? '' : `, address ${ctx.place.ip}`}, ${ctx.now.toISOString().slice(0, 16).replace('T', ' ')} UTC`
const link = (folder: string, token: string): string => `${config().url}/${folder}/${token}`
const day = (at: Date): string => `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`

export const mails = {
  backupCodeUsed: (ctx: IdentityCtx, to: string, left: number) =>
    ctx.mail(
      null,
      to,
      'A backup code was used to sign in',
      letter(
        'A backup code of your account was just used.',
        `From: ${where(ctx)}.`,
        `Codes left: ${left}.`,
        '',
        'If this was not you, change your password now and make new backup codes in your account.',
      ),
      'identity.backup_code_used',
    ),
  textUsed: (ctx: IdentityCtx, to: string, phone: string) =>
    ctx.mail(
      null,
      to,
      'A text message was used to sign in',
      letter(
        `A code that was sent to your phone (${phone}) was just used to sign in.`,
        `From: ${where(ctx)}.`,
        '',
        'If this was not you, somebody has your password and takes your messages: change the password now, remove the phone in your account, and tell an admin of your company.',
      ),
      'identity.text_used',
    ),
  reset: (ctx: IdentityCtx, to: string, token: string) =>
    ctx.mail(
      null,
      to,
      'Choose a new password',
      letter(
        'Somebody, most likely you, asked to choose a new password for this account.',
        '',
        link('reset', token),
        '',
        'The link works once, for 30 minutes, and asks for your second factor. If you did not ask, ignore this mail: nothing has changed.',
      ),
      'identity.reset',
    ),
  passwordChanged: (ctx: IdentityCtx, to: string) =>
    ctx.mail(
      null,
      to,
      'Your password was changed',
      letter(
        'The password of your account was changed and every other session ended.',
        `From: ${where(ctx)}.`,
        '',
        `If this was not you, ask for a new link at ${config().url}/sign-in/forgot and tell an admin of your company.`,
      ),
      'identity.password_changed',
    ),
  factorChanged: (ctx: IdentityCtx, to: string, what: string) =>
    ctx.mail(
      null,
      to,
      'A second factor of your account was changed',
      letter(`${what}.`, `From: ${where(ctx)}.`, '', 'If this was not you, tell an admin of your company at once.'),
      'identity.factor_changed',
    ),
  passkeyCopied: (ctx: IdentityCtx, to: string, name: string) =>
    ctx.mail(
      null,
      to,
      'A passkey of your account may have been copied',
      letter(
        `The passkey “${name}” was used with a counter that it had passed before. That happens when its key is in two devices that know nothing of each other.`,
        'It was refused.',
        `From: ${where(ctx)}.`,
        '',
        'Remove this passkey in your account, add another, and tell an admin of your company.',
      ),
      'identity.passkey_copied',
    ),
  confirmOldEmail: (ctx: IdentityCtx, to: string, token: string, masked: string) =>
    ctx.mail(
      null,
      to,
      'Confirm the change of your e-mail address',
      letter(
        `Your account is to be reached at ${masked} from now on. Both addresses have to agree; this is the link for the present one:`,
        '',
        link('confirm-email', token),
        '',
        'It works once, for 24 hours. If this was not you, do not open it, and change your password.',
      ),
      'identity.confirm_old_email',
    ),
  confirmNewEmail: (ctx: IdentityCtx, to: string, token: string) =>
    ctx.mail(
      null,
      to,
      'Confirm your e-mail address',
      letter(
        'This address was given for an account. Open the link to confirm that it is yours:',
        '',
        link('confirm-email', token),
        '',
        'It works once, for 24 hours. If you know nothing of it, ignore this mail.',
      ),
      'identity.confirm_new_email',
    ),
  emailChanged: (ctx: IdentityCtx, to: string, masked: string) =>
    ctx.mail(
      null,
      to,
      'The e-mail address of your account was changed',
      letter(`Your account is now reached at ${masked}. Both addresses confirmed it.`, `From: ${where(ctx)}.`),
      'identity.email_changed',
    ),
  recoveryAsked: (ctx: IdentityCtx, to: string, who: string) =>
    ctx.mail(
      null,
      to,
      'Somebody asks to get into your account without the second factor',
      letter(
        'Somebody, perhaps you, says that the second factor of your account is lost and asks to come back without it.',
        `From: ${where(ctx)}.`,
        `Who decides: ${who}. At least 24 hours pass before anything changes.`,
        '',
        'If this was not you, sign in as usual: that cancels it.',
      ),
      'identity.recovery_asked',
    ),
  recoveryLink: (ctx: IdentityCtx, to: string, token: string, from: Date, until: Date) =>
    ctx.mail(
      null,
      to,
      'Come back to your account',
      letter(
        'It was agreed that you may enrol a new second factor.',
        '',
        link('recover', token),
        '',
        `The link works once, from ${day(from)} to ${day(until)}.`,
        'If this was not you, sign in as usual before then: that cancels it.',
      ),
      'identity.recovery_link',
    ),
  recoveryDone: (ctx: IdentityCtx, to: string) =>
    ctx.mail(
      null,
      to,
      'A new second factor was enrolled',
      letter(
        'You came back to your account with a new second factor. The old ones, the old backup codes and every open session are void.',
        `From: ${where(ctx)}.`,
      ),
      'identity.recovery_done',
    ),
  welcomeLink: (ctx: IdentityCtx, to: string, token: string, company: string) =>
    ctx.mail(
      null,
      to,
      `Set up ${company.replace(/\s+/g, ' ')} on Plumbline`,
      letter(`You are invited to set up ${company} on Plumbline.`, '', link('setup', token), '', 'The link works once, for 72 hours.'),
      'identity.company_invitation',
    ),
  /** Holds no detail: a report of a way in does not travel through mailboxes. */
  vulnerabilityReport: (ctx: IdentityCtx, to: string, report: { id: string; reference: string; severity: string; dueAt: Date }) =>
    ctx.mail(
      null,
      to,
      `Vulnerability report ${report.reference}`,
      letter(
        'Somebody reported a vulnerability of this installation.',
        `Severity as they see it: ${report.severity === 'unsure' ? 'not known' : report.severity}.`,
        '',
        `Read it as operator: ${config().url}/operator/reports/${encodeId('report', report.id)}`,
        '',
        `It is to be acknowledged by ${day(report.dueAt)}. What it says is not in this mail.`,
      ),
      'identity.vulnerability_report',
    ),
} as const
