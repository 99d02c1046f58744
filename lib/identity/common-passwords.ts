// Refuses passwords that guessing programs try first. The list holds what people choose, not what was stolen from somewhere.
import { commonWords } from './data/common-words.ts'

const words = new Set(commonWords.filter((word) => word.length >= 3))
const longestWord = Math.max(...commonWords.map((word) => word.length))
const leet: Readonly<Record<string, string>> = {
  0: 'o',
  1: 'i',
  3: 'e',
  4: 'a',
  5: 's',
  7: 't',
  8: 'b',
  '@': 'a',
  $: 's',
  '!': 'i',
  '€': 'e',
  '|': 'l',
  '+': 't',
}
/** Rows, columns and series along which a finger or an alphabet walks; read in both directions. */
const walks = [
  'abcdefghijklmnopqrstuvwxyz',
  '01234567890',
  'qwertyuiop',
  'asdfghjkl',
  'zxcvbnm',
  'qwertzuiop',
  'azertyuiop',
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik,9ol.',
  '!@#$%^&*()',
  'qazwsxedcrfvtgbyhnujm',
  '1q2w3e4r5t6y7u8i9o0p',
  'q1w2e3r4t5y6u7i8o9p0',
].flatMap((walk) => [walk, [...walk].reverse().join('')])
/** Digits and signs beside common words up to this many count as an ending that people add, not as a secret. */
const endingMax = 8

/** What people put behind a word. Together with the words these are the entries of the list that a test counts. */
export const commonEndings: readonly string[] = [
  '',
  '1',
  '12',
  '123',
  '1234',
  '12345',
  '123456',
  '!',
  '1!',
  '123!',
  '2024',
  '2025',
  '2026',
  '2026!',
  '@123',
  '#1',
  '01',
  '007',
  '69',
  '99',
  '111',
  '321',
]

/** Every common password in plain spelling: each word with each ending. For tests and for counting; the judgement below covers more spellings. */
export function* commonPasswords(): Generator<string> {
  for (const word of words) for (const ending of commonEndings) yield word + ending
}

/**
 * Whether guessing programs try this password early: a common word or two (in any case, with digits for letters) and an ending, one unit
 * repeated, few different characters, or a walk over the keyboard.
 */
export function isCommonPassword(password: string): boolean {
  const text = password.normalize('NFKC').toLowerCase()
  return new Set(text).size <= 4 || isRepetition(text) || isWalk(text) || isWords(text)
}

/** `abcabcabcabc`, `hello hello`: one unit of at most half the length, again and again. */
function isRepetition(text: string): boolean {
  for (let unit = 1; unit <= text.length / 2; unit++) {
    if (
      text ===
        text
          .slice(0, unit)
          .repeat(Math.ceil(text.length / unit))
          .slice(0, text.length) &&
      unit <= 8
    )
      return true
  }
  return false
}
/** Little is left once every stretch of four or more along a walk is taken away. */
function isWalk(text: string): boolean {
  let left = 0
  for (let at = 0; at < text.length;) {
    const stretch = Math.max(...walks.map((walk) => sharedStart(text.slice(at), walk)))
    if (stretch >= 4) at += stretch
    else {
      left++
      at++
    }
  }
  return left <= 3
}
function sharedStart(text: string, walk: string): number {
  let best = 0
  for (let from = walk.indexOf(text[0] ?? ''); from >= 0; from = walk.indexOf(text[0] ?? '', from + 1)) {
    let n = 0
    while (n < text.length && from + n < walk.length && text[n] === walk[from + n]) n++
    best = Math.max(best, n)
  }
  return best
}
/** One or two common words, whatever digits and signs stand around them or in place of letters. */
function isWords(text: string): boolean {
  const trimmed = text.replace(/^[^a-z@$€|]+|[^a-z]+$/g, '')
  const spellings = [text, trimmed, [...trimmed].map((c) => leet[c] ?? c).join('')].map((spelling) => spelling.replace(/[^a-z]/g, ''))
  return spellings.some((letters) => letters.length > 0 && text.length - letters.length <= endingMax && composedOf(letters, 2))
}
function composedOf(letters: string, count: number): boolean {
  if (words.has(letters)) return true
  if (count === 1) return false
  for (let cut = 3; cut <= Math.min(longestWord, letters.length - 3); cut++) {
    if (words.has(letters.slice(0, cut)) && composedOf(letters.slice(cut), count - 1)) return true
  }
  return false
}
