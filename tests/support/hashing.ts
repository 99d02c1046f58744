// Which hashes were computed, by whom asked: the library itself, with a note of each call.
import type * as Argon from '@node-rs/argon2'

export interface Hashing {
  readonly act: 'hash' | 'verify'
  readonly cost: string
  readonly typed: string
}
const noted: Hashing[] = []
/** The cost of a stored hash, without its salt. */
const costOf = (stored: string): string => stored.split('$').slice(0, 4).join('$')

/** For `vi.mock`: everything is done as before. */
export const watched = (real: typeof Argon): typeof Argon => ({
  ...real,
  hash: (typed, ...more) => {
    noted.push({ act: 'hash', cost: JSON.stringify(more[0] ?? {}), typed: String(typed) })
    return real.hash(typed, ...more)
  },
  verify: (stored, typed, ...more) => {
    noted.push({ act: 'verify', cost: costOf(String(stored)), typed: String(typed) })
    return real.verify(stored, typed, ...more)
  },
})
/** What was hashed and compared meanwhile. */
export async function hashingOf(act: () => Promise<unknown>): Promise<readonly Hashing[]> {
  noted.length = 0
  await act()
  return [...noted]
}
