import { z } from 'zod'

export const emailLengthMax = 254 // RFC 5321 §4.5.3.1.3, less the angle brackets
const local = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/
const label = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/

/**
 * The one spelling of an address by which accounts are found, or undefined. Compatibility forms are folded before anything is judged:
 * `me@mine.example＠victim.example` holds a full-width @ that becomes a second one afterwards (GHSA-7rqj-j65f-68wh). Quotes, commas, angle
 * brackets and comments are refused, because mail programs read a second address out of them (GHSA-5jpx-9hw9-2fx4).
 */
export function readEmail(typed: string): string | undefined {
  if (typed.length > emailLengthMax) return undefined
  const text = typed.normalize('NFKC').trim().toLowerCase()
  const at = text.indexOf('@')
  if (text.length > emailLengthMax || at < 1 || at > 64 || at !== text.lastIndexOf('@')) return undefined
  const labels = text.slice(at + 1).split('.')
  if (!local.test(text.slice(0, at)) || labels.length < 2 || !labels.every((part) => label.test(part)) || /^\d+$/.test(labels.at(-1) ?? '')) return undefined
  return text
}
/** An address in a form. */
export const emailInput = z
  .string('Type the e-mail address.')
  .max(emailLengthMax, `An e-mail address has at most ${emailLengthMax} characters.`)
  .transform((typed, context) => {
    const email = readEmail(typed)
    if (email !== undefined) return email
    context.addIssue({ code: 'custom', message: 'This is not an e-mail address. Write it like name@company.com, with plain letters and one @.' })
    return z.NEVER
  })
/** `r••@tidewell.example`: enough for its owner to recognise it, too little for a stranger to use it. */
export const maskEmail = (email: string): string => `${email.slice(0, 1)}••${email.slice(email.indexOf('@'))}`
