import { isQRIBAN, validateIBAN, ValidationErrorsIBAN } from 'ibantools'

/** As stored and sent: no blanks, capitals. Blanks between groups and small letters are how people write it; anything else stays and is refused. */
export const normalizeIban = (text: string): string => text.replace(/ /g, '').toUpperCase()

/** Why this is not an IBAN, as a sentence with the fix; nothing when it is one. The text must be normalised already. */
export function ibanFault(iban: string): string | undefined {
  if (iban === '') return 'Enter the IBAN.'
  if (!/^[A-Z0-9]*$/.test(iban)) return 'An IBAN holds only the letters A to Z and digits. Type it anew instead of pasting it, or remove the other characters.'
  const { valid, errorCodes } = validateIBAN(iban)
  if (valid)
    return isQRIBAN(iban) ? 'This is a Swiss QR-IBAN, which takes payments with a QR reference only. Ask for the ordinary IBAN of the account.' : undefined
  if (errorCodes.includes(ValidationErrorsIBAN.NoIBANCountry)) return `No country with IBANs has the code ${iban.slice(0, 2)}. Check the first two letters.`
  if (errorCodes.includes(ValidationErrorsIBAN.WrongBBANLength))
    return `An IBAN of ${iban.slice(0, 2)} does not have ${iban.length} characters. Check for a missing or doubled one.`
  if (errorCodes.includes(ValidationErrorsIBAN.WrongBBANFormat))
    return `The part after ${iban.slice(0, 4)} does not have the shape that ${iban.slice(0, 2)} uses. Check for letters typed as digits.`
  return 'The check digits of this IBAN do not fit: one character is wrong or two are swapped. Compare it with the bank’s own paper.'
}
export const isIban = (iban: string): boolean => ibanFault(iban) === undefined

/** The scope of the SEPA schemes (European Payments Council, 2025, with AL, MD, ME, MK, RS); ibantools lacks the newest and the territories. */
const sepa: ReadonlySet<string> = new Set(
  (
    'AD AL AT AX BE BG BL CH CY CZ DE DK EE ES FI FR GB GF GG GI GP GR HR HU IE IM IS IT JE LI LT LU LV MC MD ME MF MK MQ MT NL NO PL PM PT RE RO ' +
    'RS SE SI SK SM VA YT'
  ).split(' '),
)
export const inSepa = (iban: string): boolean => sepa.has(iban.slice(0, 2))

/** `••4417`: enough to recognise an account one knows, too little to pay into it. */
export const maskAccount = (number: string): string => `••${number.replace(/[^A-Za-z0-9]/g, '').slice(-4)}`
