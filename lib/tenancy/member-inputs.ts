import { z } from 'zod'
import { pageInput } from '../access/list-page.ts'
import { memberStates } from '../../db/schema/tenancy.ts'
import { emailInput } from '../identity/email-address.ts'
import { companyName, localeInput, personName, zoneInput } from '../identity/inputs.ts'
import { roleKey } from './role-inputs.ts'

const id = z.string().max(40)
const reason = z.string('Say why.').trim().min(3, 'Say why in a few words; it stands in the log.').max(300, 'A reason has at most 300 characters.')
export const ListMembers = z.strictObject({ state: z.enum(memberStates).optional(), role: roleKey.optional(), q: z.string().max(80).optional(), ...pageInput })
export const MemberId = z.strictObject({ memberId: id })
export const InviteMember = z.strictObject({ name: personName, email: emailInput, role: roleKey })
export const ChangeRole = z.strictObject({ memberId: id, role: roleKey })
export const WithReason = z.strictObject({ memberId: id, reason })
export const RecoveryId = z.strictObject({ recoveryId: id })
export const RefuseRecovery = z.strictObject({ recoveryId: id, reason })
export const Nothing = z.strictObject({})
export const ChangeCompany = z.strictObject({ name: companyName, zone: zoneInput, locale: localeInput })
const amount = z.string().trim().max(24, 'Write an amount such as 1000.00.').optional()
export const ChangeApprovals = z.strictObject({
  limits: z
    .array(z.strictObject({ currency: z.string().length(3), twoFrom: amount, managerLimit: amount }))
    .min(1)
    .max(20),
})
const whole = (from: number, to: number, unit: string) =>
  z.int(`Write whole ${unit} from ${from} to ${to}.`).min(from, `At least ${from} ${unit}.`).max(to, `At most ${to} ${unit}.`)
export const ChangeSessions = z.strictObject({
  officeIdleMinutes: whole(5, 1440, 'minutes'),
  officeHoursMax: whole(1, 720, 'hours'),
  crewIdleDays: whole(1, 30, 'days'),
  crewDaysMax: whole(1, 30, 'days'),
})
export const ChangeFactorRules = z.strictObject({ passkeyAlone: z.boolean(), passkeyRoles: z.array(roleKey).max(60, 'There are not so many roles.') })
export const ChangeTextRules = z.strictObject({ textRoles: z.array(roleKey).max(60, 'There are not so many roles.') })
export const ChangePasswordAge = z.strictObject({ passwordDaysMax: whole(30, 730, 'days').optional() })
export const ChangeClocks = z.strictObject({
  bankDetailHoldDays: whole(0, 60, 'days'),
  disputeBusinessDays: whole(1, 60, 'business days'),
  accessDaysMax: whole(1, 90, 'days').optional(),
})
export const InviteCompany = z.strictObject({ company: companyName, email: emailInput })
export const CompanyId = z.strictObject({ tenantId: id })
export const InvitationId = z.strictObject({ invitationId: id })
export const JobId = z.strictObject({ job: z.string().regex(/^\d{1,18}$/, 'This is not a job.') })
export const MessageId = z.strictObject({ messageId: id })
export const ReportId = z.strictObject({ reportId: id })
export const AcknowledgeReport = z.strictObject({ reportId: id, answer: z.string().trim().max(2_000, 'An answer has at most 2,000 characters.').optional() })
