import { z } from 'zod'

/** Country codes of one and two digits (ITU-T E.164, annex D); every other code has three, and none of those begins with one of these. */
const short = new Set(
  '1 7 20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 64 65 66 81 82 84 86 90 91 92 93 94 95 98'.split(' '),
)
/** Codes that belong to no country: satellites, networks of firms, shared cost and premium rate. A text message there earns somebody money and reaches no employee. */
const nowhere = /^\+(800|808|870|878|881|882|883|888|979|991|999)/
/** North America (+1): area code and exchange begin with 2 to 9; 900 and 976 are premium rate. */
const northAmerica = /^\+1(?!900|[2-9]\d{2}976)[2-9]\d{2}[2-9]\d{6}$/

/** `1`, `44`, `353`: the country code of an E.164 number. */
export function countryCodeOf(number: string): string {
  const digits = number.slice(1)
  return [1, 2].map((n) => digits.slice(0, n)).find((code) => short.has(code)) ?? digits.slice(0, 3)
}
/** What is wrong with a number, as a sentence that names the fix; or the number as E.164 writes it. */
export function readPhoneNumber(typed: string): { readonly number: string; readonly fault?: undefined } | { readonly fault: string } {
  const text = typed
    .normalize('NFKC')
    .trim()
    .replace(/[\s().\-\u2010-\u2015/]/g, '')
  if (!text.startsWith('+')) return { fault: 'Begin the phone number with + and the country code, such as +1 415 555 0132.' }
  if (!/^\+\d+$/.test(text)) return { fault: 'A phone number has digits only, after the +. Leave out letters and extensions.' }
  if (text.startsWith('+0')) return { fault: 'No country code begins with 0. Write it like +1 415 555 0132 or +44 7700 900123.' }
  if (text.length < 9 || text.length > 16) return { fault: 'A phone number has 8 to 15 digits with its country code. Count them once more.' }
  if (nowhere.test(text)) return { fault: 'This is no phone number of a person: text messages go to mobile numbers only.' }
  if (text.startsWith('+1') && !northAmerica.test(text))
    return { fault: 'After +1 a phone number has ten digits: area code and number, such as +1 415 555 0132.' }
  return { number: text }
}
export const phoneInput = z
  .string('Write the phone number.')
  .min(1, 'Write the phone number.')
  .max(40, 'A phone number has at most 15 digits.')
  .transform((typed, context) => {
    const { number, fault } = { number: undefined, ...readPhoneNumber(typed) }
    if (number !== undefined) return number
    context.addIssue({ code: 'custom', message: fault ?? 'This is not a phone number.' })
    return z.NEVER
  })
/** `•••• 32`: enough for its owner to recognise it. The only form in which a number is shown, logged or exported. */
export const maskPhone = (number: string): string => `•••• ${number.slice(-2)}`
