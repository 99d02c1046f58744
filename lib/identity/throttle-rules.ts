import { isIP } from 'node:net'

/** Wrong tries are counted in a window; beyond `free` each further one doubles the wait, up to a cap. There is no lock that lasts. */
export interface ThrottleRule {
  readonly windowSeconds: number
  readonly free: number
  readonly waitSecondsMax: number
}
export const throttleRules = {
  /** Wrong passwords for one address from one network: mistyping costs nothing, guessing soon does. */
  addressFromNetwork: { windowSeconds: 3_600, free: 10, waitSecondsMax: 900 },
  /** Wrong passwords for one address from everywhere. Networks from which the account has signed in before do not wait for it. */
  address: { windowSeconds: 3_600, free: 20, waitSecondsMax: 300 },
  /** Wrong passwords from one network, whatever the address: an office shares one, a stuffing run uses it up at once. */
  network: { windowSeconds: 3_600, free: 60, waitSecondsMax: 900 },
  /**
   * Sign-ins begun from one network and not carried to a right password: each is a row that a stranger can make us write. People behind one
   * address take theirs back by signing in, and the wait is short, because it is theirs too.
   */
  startFromNetwork: { windowSeconds: 3_600, free: 600, waitSecondsMax: 60 },
  /**
   * Answers of providers that were refused, at one connection from one network. Each is read whole and stands in the company's log: a stranger must
   * not fill it, nor keep us reading. A provider that is set up wrongly for a whole office waits for minutes, and the log has said why.
   */
  answerFromNetwork: { windowSeconds: 3_600, free: 60, waitSecondsMax: 300 },
  /** The same to one sign-in that was begun here, while those of its network have to wait: it is looked at all the same, a few times. */
  answerToRequest: { windowSeconds: 3_600, free: 5, waitSecondsMax: 300 },
  /**
   * Sign-outs that were refused, counted apart: an image in a page elsewhere can make a browser bring them, and must not keep an office from
   * signing in. By connection too: a provider in the cloud speaks for many companies from one network, and what one of them has set up wrongly,
   * or sends on purpose, must not keep the others' sign-outs out.
   */
  logoutFromNetwork: { windowSeconds: 3_600, free: 60, waitSecondsMax: 300 },
  /** Passkeys that were refused as a whole sign-in, from one network: each stands in the log of whoever it is said to belong to. */
  passkeyFromNetwork: { windowSeconds: 3_600, free: 60, waitSecondsMax: 900 },
  /** Wrong codes of one account. Only who has the password comes this far. */
  factor: { windowSeconds: 3_600, free: 20, waitSecondsMax: 900 },
  /** Text messages that were asked for by one account: whoever knows its password must not ring its phone all night. */
  textToAccount: { windowSeconds: 3_600, free: 4, waitSecondsMax: 3_600 },
  /** The same for one number, whoever asked. */
  textToNumber: { windowSeconds: 3_600, free: 4, waitSecondsMax: 3_600 },
  /** The same from one network: pumping sends messages to numbers that earn by each. */
  textFromNetwork: { windowSeconds: 3_600, free: 20, waitSecondsMax: 3_600 },
  /** Mails that anyone can cause for one address. */
  mailToAddress: { windowSeconds: 3_600, free: 4, waitSecondsMax: 3_600 },
  /** Mails and links that one network can cause or try. */
  mailFromNetwork: { windowSeconds: 3_600, free: 20, waitSecondsMax: 3_600 },
  /** Links that were tried and do not exist. */
  linkFromNetwork: { windowSeconds: 3_600, free: 30, waitSecondsMax: 900 },
  /** Provisioning tokens that open nothing, from one network: guesses, and a provider that was not told of the new one. */
  tokenFromNetwork: { windowSeconds: 3_600, free: 60, waitSecondsMax: 300 },
  /** Keys for programs that open nothing, from one network: guesses, and a program that was not told of the new one. */
  keyFromNetwork: { windowSeconds: 3_600, free: 60, waitSecondsMax: 300 },
  /** Reports of vulnerabilities from one network: somebody who found several may say so, nobody may fill the disk. */
  reportFromNetwork: { windowSeconds: 3_600, free: 5, waitSecondsMax: 3_600 },
} as const satisfies Record<string, ThrottleRule>
export type ThrottleName = keyof typeof throttleRules
/** Wrong codes in one challenge; then it starts again from the password. */
export const triesPerChallengeMax = 5

export interface Counted {
  readonly count: number
  readonly windowStart: Date
  readonly blockedUntil: Date | null
}

/** Seconds to wait before the next try is looked at; 0: now. */
export const waitSeconds = (counted: Counted | undefined, now: Date): number =>
  counted?.blockedUntil ? Math.max(0, Math.ceil((counted.blockedUntil.getTime() - now.getTime()) / 1000)) : 0

/** The counter after one more wrong try. */
export function countOne(rule: ThrottleRule, before: Counted | undefined, now: Date): Counted {
  const isFresh = !before || now.getTime() - before.windowStart.getTime() >= rule.windowSeconds * 1000
  const count = isFresh ? 1 : before.count + 1
  const over = count - rule.free
  const wait = over < 0 ? 0 : Math.min(2 ** Math.min(over, 20), rule.waitSecondsMax)
  return { count, windowStart: isFresh ? now : before.windowStart, blockedUntil: wait > 0 ? new Date(now.getTime() + wait * 1000) : null }
}

/**
 * The network that an address is counted under: an IPv4 address by itself, an IPv6 address by its first 56 bits, which is the least that
 * a customer is given and all of which one person can use.
 */
export function networkOf(ip: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip)?.[1] ?? ip
  if (isIP(mapped) === 4) return mapped
  if (isIP(mapped) !== 6) return 'unknown'
  const [head = '', tail] = (mapped.split('%')[0] as string).toLowerCase().split('::')
  const left = head === '' ? [] : head.split(':'),
    right = tail === undefined || tail === '' ? [] : tail.split(':')
  const groups = [...left, ...Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => '0'), ...right].map((g) => g.padStart(4, '0'))
  return `${groups.slice(0, 3).join(':')}:${(groups[3] ?? '0000').slice(0, 2)}::/56`
}
