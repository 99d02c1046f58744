import { randomBytes } from 'node:crypto'
import { hash, parseOptions, verify } from '@node-rs/argon2'
import { Refusal } from '../kernel/refusal.ts'
import { isCommonPassword } from './common-passwords.ts'

export const passwordLengthMin = 12
export const passwordLengthMax = 128
/** argon2id with 46 MiB, one pass, one lane (OWASP password storage, first row). Memory in KiB. */
export const argonCost = { memoryCost: 47_104, timeCost: 1, parallelism: 1 } as const
/** Hashes at once in one process, and how long one waits for its turn: each takes 46 MiB, so a flood must queue and not swap. */
const hashesAtOnce = 2
const waitMillisecondsMax = 2_000

/** Words that the person's own circumstances suggest to whoever guesses. */
export interface PasswordContext {
  readonly email?: string | undefined
  readonly name?: string | undefined
  readonly company?: string | undefined
}

/**
 * What is wrong with a new password, as a sentence with the fix, or undefined. Length is counted in characters as people see them in a
 * field (code points); no rule asks for kinds of characters (NIST SP 800-63B §3.1.1).
 */
export function faultOfPassword(password: string, context: PasswordContext = {}): string | undefined {
  const length = [...password].length
  if (length < passwordLengthMin) return `Use at least ${passwordLengthMin} characters; this has ${length}. A few words in a row are easy to remember.`
  if (length > passwordLengthMax) return `Use at most ${passwordLengthMax} characters; this has ${length}.`
  if (isCommonPassword(password)) return 'This password is among the first that are guessed. Use a few unrelated words or let a password manager make one.'
  const text = password.normalize('NFKC').toLowerCase(),
    found = wordsOf(context).find((word) => text.includes(word))
  if (found !== undefined) return `This password contains “${found}”, which others know about you. Leave it out.`
  return undefined
}
function wordsOf({ email = '', name = '', company = '' }: PasswordContext): string[] {
  const [local = '', domain = ''] = email.toLowerCase().split('@')
  const parts = [
    local,
    ...local.split(/[^a-z0-9]+/),
    ...domain.split('.').slice(0, -1),
    ...`${name} ${company}`.toLowerCase().split(/[^\p{L}\p{N}]+/u),
    'plumbline',
  ]
  return [...new Set(parts)].filter((word) => word.length >= 4)
}

let busy = 0
const waiting: { readonly start: () => void }[] = []
/** Runs one hash when its turn comes; after two seconds in line the caller is told to come back (503), so that a flood ends as answers. */
async function inTurn<T>(run: () => Promise<T>): Promise<T> {
  if (busy >= hashesAtOnce) {
    await new Promise<void>((resolve, reject) => {
      const entry = {
        start: () => {
          clearTimeout(timer)
          resolve()
        },
      }
      const timer = setTimeout(() => {
        waiting.splice(waiting.indexOf(entry), 1)
        reject(new Refusal('unavailable', 'Many people are signing in just now. Try again in a few seconds.', {}, 2))
      }, waitMillisecondsMax)
      waiting.push(entry)
    })
  } else busy++
  try {
    return await run()
  } finally {
    const next = waiting.shift()
    if (next) next.start() // hands its place over: `busy` stays
    else busy--
  }
}

/** PHC string of argon2id with a fresh salt. @throws Refusal `unavailable` when the line is too long. */
export const hashPassword = (password: string): Promise<string> => inTurn(() => hash(password, argonCost))

/** Made once per process: a hash of something that nobody can type, to spend the same time on accounts that do not exist. */
let nobody: Promise<string> | undefined
/**
 * Whether the password is the account's, exactly as typed. Without a hash (no such account, or one without a password) the same work is
 * done and the answer is no: stops asking by stopwatch which addresses are known.
 */
export async function isPassword(stored: string | null | undefined, password: string): Promise<boolean> {
  const text = [...password].length > passwordLengthMax ? '' : password // nothing that long was ever accepted
  const against = stored ?? (await (nobody ??= hashPassword(randomBytes(32).toString('base64url'))))
  const same = await inTurn(() => verify(against, text))
  return same && stored !== null && stored !== undefined && text !== ''
}
/** Whether the hash was made with other costs than today's: then it is made anew while the password is at hand. */
export function needsRehash(stored: string): boolean {
  const made = parseOptions(stored)
  return (
    made.memoryCost !== argonCost.memoryCost ||
    made.timeCost !== argonCost.timeCost ||
    made.parallelism !== argonCost.parallelism ||
    !stored.startsWith('$argon2id$')
  )
}
