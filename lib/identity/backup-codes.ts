import { createHmac, randomBytes } from 'node:crypto'

export const backupCodeCount = 10
/** Characters of a code; each carries five bits, so a code has fifty. */
const codeLength = 10
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz' // Crockford: no i l o u, so that nothing is misread

/** Ten codes such as `7kq2m-x9dfa`, from the system's random source. */
export function newBackupCodes(): string[] {
  return Array.from({ length: backupCodeCount }, () => {
    const letters = [...randomBytes(codeLength)].map((byte) => alphabet[byte & 31]).join('')
    return `${letters.slice(0, 5)}-${letters.slice(5)}`
  })
}
/** What was meant, whatever was typed: case, spaces and hyphens do not matter, and the letters that look like digits are those digits. */
export const readBackupCode = (typed: string): string | undefined => {
  const text = typed.toLowerCase().replace(/[\s-]/g, '').replaceAll('o', '0').replace(/[il]/g, '1')
  return text.length === codeLength && [...text].every((c) => alphabet.includes(c)) ? text : undefined
}
/** Stored form: keyed by a pepper outside the database, so that a stolen table cannot be searched; bound to its account. */
export const hashBackupCode = (accountId: string, code: string, pepper: Uint8Array): Buffer =>
  createHmac('sha256', pepper).update(`backup-code:${accountId}:${code}`).digest()
