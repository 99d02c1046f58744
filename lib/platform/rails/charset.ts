import { basicCharacters, replacements } from './data/charset.ts'

const becomes = new Map<string, string>([
  ...[...basicCharacters].map((c) => [c, c] as const),
  ...replacements.flatMap(([to, from]) => [...from].map((c) => [c, to] as const)),
])

export type Latin = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly missing: readonly string[] }

/**
 * The text in the characters that every SEPA bank takes: composed first (NFC), then replaced one by one. Letters without a replacement
 * are named rather than guessed at, because a name that the bank's payee check does not recognise sends the money back.
 */
export function toLatin(text: string): Latin {
  let sent = ''
  const missing = new Set<string>()
  for (const character of text.normalize('NFC').trim()) {
    const to = becomes.get(character)
    if (to === undefined) missing.add(character)
    else sent += to
  }
  return missing.size > 0 ? { ok: false, missing: [...missing] } : { ok: true, text: sent }
}

/** `A` or `U+200B` where the character cannot be seen. */
export function showCharacter(character: string): string {
  return /[\p{L}\p{N}\p{P}\p{S}]/u.test(character) ? character : `U+${(character.codePointAt(0) as number).toString(16).toUpperCase().padStart(4, '0')}`
}
