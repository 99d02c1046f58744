import { z } from 'zod'
import { isZone } from '../kernel/day.ts'
import { currencies } from '../kernel/currencies.ts'
import { ownPathOf } from '../kernel/own-path.ts'
import { isPlainName, notPlain } from '../kernel/plain-name.ts'
import { emailInput } from './email-address.ts'
import { linkPurposes } from './link-token.ts'
import { phoneInput } from './text/phone-number.ts'
import { codeOrAnswer } from './passkeys/passkey-answer.ts'

/** The secret of a flow or a session comes from a cookie, never from a form: the binding puts it there. */
export const flowSecret = z.string().max(100)
export const sessionInput = z.strictObject({ tenant: z.uuid(), secret: z.string().max(100) })
/** A session that the browser still carries and that the new one replaces. */
export const previous = sessionInput.optional()
const password = z.string('Type the password.').min(1, 'Type the password.').max(1_000, 'A password has at most 128 characters.')
const newPassword = z.string('Choose a password.').min(1, 'Choose a password.').max(1_000, 'Use at most 128 characters.')
const firstCode = z.string('Type the code.').min(1, 'Type the code.').max(40, 'A code has six digits.')
/** A code, a backup code, or in its place what a passkey answered (lib/identity/passkeys/passkey-answer.ts). */
export const code = z.string('Type the code.').min(1, 'Type the code.').regex(codeOrAnswer, 'A code has six digits; a backup code has ten letters and digits.')
const passkeyAnswer = z.string('Use the passkey first.').regex(codeOrAnswer, 'Use the passkey first.')
const factorName = z
  .string('Name it.')
  .trim()
  .min(1, 'Name it.')
  .max(60, 'A name has at most 60 characters.')
  .refine((name) => !/[\p{Cc}\p{Cf}<>]/u.test(name), 'Leave out control characters and angle brackets.')
export const personName = z
  .string('Write your name.')
  .trim()
  .min(1, 'Write your name.')
  .max(100, 'A name has at most 100 characters.')
  .refine((name) => !/[\p{Cc}\p{Cf}<>]/u.test(name), 'Leave out control characters and angle brackets.')
export const companyName = z
  .string('Write the company’s name.')
  .trim()
  .min(1, 'Write the company’s name.')
  .max(100, 'A company’s name has at most 100 characters.')
  .refine((name) => !/[\p{Cc}\p{Cf}<>]/u.test(name), 'Leave out control characters and angle brackets.')
export const zoneInput = z
  .string('Choose a time zone.')
  .max(60, 'Choose a time zone from the list.')
  .refine(isZone, 'This is not a time zone. Choose one from the list, such as America/Los_Angeles.')
export const localeInput = z
  .string('Choose how numbers and days are written.')
  .max(20, 'Choose one from the list.')
  .refine((locale) => {
    try {
      return Intl.NumberFormat.supportedLocalesOf(locale).length === 1
    } catch {
      return false
    }
  }, 'This is not a locale. Choose one from the list, such as en-US.')
export const currencyInput = z
  .string('Choose a currency.')
  .length(3, 'A currency has three letters, such as USD.')
  .refine((currency) => currencies.has(currency), 'This is not a currency that can be paid out. Choose one from the list.')
/** Only a path of our own: stops a link that signs people in and then sends them elsewhere. */
export const ownPath = z
  .string()
  .max(500)
  .optional()
  .transform((path) => {
    const own = ownPathOf(path)
    return own?.startsWith('/sign-') ? undefined : own
  })

export const StartSignIn = z.strictObject({ email: emailInput, next: ownPath })
export const GivePassword = z.strictObject({ flow: flowSecret, password, previous })
export const GiveFactor = z.strictObject({ flow: flowSecret, code, previous })
export const ConfirmEnrolment = z.strictObject({ flow: flowSecret, code: firstCode })
export const KeepCodes = z.strictObject({
  flow: flowSecret,
  kept: z.literal('yes', 'Confirm that the codes are kept: without them a lost phone locks you out.'),
  previous,
})
export const ChooseCompany = z.strictObject({ flow: flowSecret, memberId: z.string().max(40), previous })
export const NamePerson = z.strictObject({ flow: flowSecret, name: personName, email: emailInput.optional(), password: newPassword })
export const SetNewPassword = z.strictObject({ flow: flowSecret, password: newPassword, previous })
export const FoundCompany = z.strictObject({ flow: flowSecret, name: companyName, currency: currencyInput, zone: zoneInput, locale: localeInput, previous })
export const ShowFlow = z.strictObject({ flow: flowSecret })
export const LinkInput = z.strictObject({ purpose: z.enum(linkPurposes), token: z.string().max(100) })
export const AskByEmail = z.strictObject({ email: emailInput })
export const AskRecovery = z.strictObject({ email: emailInput, lost: z.enum(['factor', 'both'], 'Say what is lost.') })

export const OwnSession = z.strictObject({ session: sessionInput })
export const ProveFactor = z.strictObject({ session: sessionInput, act: z.string().length(64), code })
export const EndSession = z.strictObject({ session: sessionInput, id: z.string().max(40) })
export const ChangePassword = z.strictObject({ session: sessionInput, password, newPassword, factorCode: code })
export const ChangeProfile = z.strictObject({ session: sessionInput, name: personName, zone: zoneInput.optional(), shortcuts: z.boolean().optional() })
export const ChangeEmail = z.strictObject({ session: sessionInput, email: emailInput, factorCode: code })
export const WithCode = z.strictObject({ session: sessionInput, factorCode: code })
export const RemoveFactor = z.strictObject({ session: sessionInput, id: z.string().max(40), factorCode: code })
export const AddFactor = z.strictObject({
  session: sessionInput,
  name: z
    .string('Name the device.')
    .trim()
    .min(1, 'Name the device.')
    .max(60, 'A name has at most 60 characters.')
    .refine((name) => !/[\p{Cc}\p{Cf}<>]/u.test(name), 'Leave out control characters.'),
  factorCode: code,
})
export const ConfirmFactor = z.strictObject({ session: sessionInput, flow: flowSecret, code: firstCode })
export const RenameFactor = z.strictObject({ session: sessionInput, id: z.string().max(40), name: factorName })
export const AskNewPasskey = z.strictObject({ session: sessionInput, name: factorName, factorCode: code })
export const AddPasskey = z.strictObject({ session: sessionInput, answer: passkeyAnswer })
export const GiveText = z.strictObject({ flow: flowSecret, code: firstCode, previous })
export const AskPhone = z.strictObject({ session: sessionInput, phone: phoneInput, factorCode: code })
export const ConfirmPhone = z.strictObject({ session: sessionInput, code: firstCode })
export const StartPasskey = z.strictObject({ next: ownPath })
export const GivePasskey = z.strictObject({ flow: flowSecret, answer: passkeyAnswer, previous })
export const SwitchCompany = z.strictObject({ session: sessionInput, memberId: z.string().max(40), factorCode: code.optional() })

export const reportSeverities = ['low', 'medium', 'high', 'critical', 'unsure'] as const
const said = (what: string, most: number) =>
  z
    .string(what)
    .trim()
    .min(3, what)
    .max(most, `Use at most ${most.toLocaleString('en')} characters.`)
const blank = (value: unknown): unknown => (typeof value === 'string' && value.trim() === '' ? undefined : value)
export const ReportVulnerability = z.strictObject({
  what: said('Say in one line what is wrong.', 200).refine(isPlainName, notPlain),
  place: said('Say where it is: an address, a page, a file.', 500).refine(isPlainName, notPlain),
  severity: z.enum(reportSeverities, 'Say how bad it looks to you; “I can not tell” is an answer.'),
  details: said('Say how it can be seen, step by step.', 8_000),
  name: z.preprocess(blank, personName.optional()),
  email: z.preprocess(blank, emailInput.optional()),
})
export const ReportReference = z.strictObject({ reference: z.string().max(40) })
