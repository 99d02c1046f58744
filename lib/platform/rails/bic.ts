import { countries } from './data/countries.ts'

export const normalizeBic = (text: string): string => text.replace(/ /g, '').toUpperCase()

/** Why this is not a BIC (ISO 9362:2014, eight or eleven characters); nothing when it is one. The text must be normalised already. */
export function bicFault(bic: string): string | undefined {
  if (!/^[A-Z0-9]*$/.test(bic)) return 'A BIC holds only the letters A to Z and digits.'
  if (bic.length !== 8 && bic.length !== 11) return `A BIC has 8 or 11 characters; this has ${bic.length}.`
  if (!/^[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?$/.test(bic)) return 'Characters 5 and 6 of a BIC are the letters of a country.'
  if (!countries.has(bic.slice(4, 6))) return `${bic.slice(4, 6)}, characters 5 and 6 of the BIC, is not a country.`
  if (bic[7] === '0') return 'A BIC with 0 in its eighth place is for tests only. Ask the bank for the live one.'
  return undefined
}
export const isBic = (bic: string): boolean => bicFault(bic) === undefined
