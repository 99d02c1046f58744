const prefixes = [
  [0, 12],
  [21, 32],
  [61, 72],
  [80, 80],
] as const

/** Why this is not a US routing number; nothing when it is one. Always text: a leading zero that a spreadsheet dropped is a wrong number. */
export function routingFault(routing: string): string | undefined {
  if (!/^[0-9]{9}$/.test(routing)) return 'A routing number has nine digits. A leading zero may have been lost in a spreadsheet.'
  const prefix = Number(routing.slice(0, 2))
  if (routing === '000000000' || !prefixes.some(([from, to]) => prefix >= from && prefix <= to))
    return `No US bank has a routing number that starts with ${routing.slice(0, 2)}.`
  if (routing[8] !== routingCheckDigit(routing)) return 'The last digit of the routing number does not fit the others: one is wrong or two are swapped.'
  return undefined
}
export const isRouting = (routing: string): boolean => routingFault(routing) === undefined

/** Ninth digit from the first eight: weights 3, 7, 1, the whole sum divisible by ten. */
export function routingCheckDigit(routing: string): string {
  const weights = [3, 7, 1, 3, 7, 1, 3, 7]
  const total = weights.reduce((sum, weight, i) => sum + weight * Number(routing[i]), 0)
  return String((10 - (total % 10)) % 10)
}

/** US account numbers have no check digit: up to 17 letters, digits, blanks and hyphens, leading zeros kept. */
export function achAccountFault(number: string): string | undefined {
  if (number.trim() === '' || number !== number.trim()) return 'Enter the account number without blanks before or after it.'
  if (!/^[0-9A-Za-z -]{1,17}$/.test(number)) return 'An account number has at most 17 characters: digits, letters, hyphens and blanks.'
  if (/^[0 -]+$/.test(number)) return 'An account number of zeros only does not exist.'
  return undefined
}
