import { z } from 'zod'
import { declaredEvents, type AuditEvent } from '../access/event.ts'

/**
 * How an event reads behind its actor's name. A detail of an older shape falls back to the event's name: the log outlives the code. What was
 * recorded was judged by its schema then; judging each row of a million again costs an export as much as reading them, so it is done where
 * the words show that something is missing.
 */
export function sentenceOf(name: string, detail: string): string {
  const declared = declaredEvents.get(name)
  if (!declared) return nameWords(name)
  const read: unknown = JSON.parse(detail)
  let words: string | undefined
  try {
    words = declared.sentence(read as never)
  } catch (error) {
    if (!(error instanceof TypeError)) throw error // a field of today's that the row does not have
  }
  if (words !== undefined && !/undefined|NaN|\[object/.test(words)) return words
  if (!hasRequired(declared, read)) return nameWords(name)
  const parsed = declared.schema.safeParse(read)
  return parsed.success ? declared.sentence(parsed.data) : nameWords(name)
}

const requiredOf = new WeakMap<AuditEvent<unknown>, readonly string[]>()
/**
 * Whether every field is there that the event has today. A row of an older shape mostly lacks one, and there may be a million of them: to be
 * refused by the schema each costs an error with its trace, which fills the server's memory faster than it is cleared.
 */
function hasRequired(declared: AuditEvent<unknown>, read: unknown): boolean {
  let required = requiredOf.get(declared)
  if (!required) {
    const { schema } = declared
    required =
      schema instanceof z.ZodObject
        ? Object.entries(schema.shape as z.ZodRawShape).flatMap(([name, field]) => (z.safeParse(field, undefined).success ? [] : [name]))
        : []
    requiredOf.set(declared, required)
  }
  return typeof read === 'object' && read !== null && required.every((name) => Object.hasOwn(read, name))
}
/** `payout.approved` → “payout approved”. */
export const nameWords = (name: string): string => name.replace('.', ' ').replaceAll('_', ' ')
/** Somebody was turned away, or something failed. */
export const isAdverse = (name: string): boolean => /refused|failed|denied|broken|rewound|stopped|locked/.test(name)

/** `payout.*` → every declared event of that kind; a plain name is itself. */
export function namesOfAction(action: string): string[] {
  const group = /^(.+)\.\*$/.exec(action)?.[1]
  return group === undefined ? [action] : [...declaredEvents.keys()].filter((name) => name.startsWith(`${group}.`)).sort()
}
/** The choices of the filter: each kind with its events. */
export function actionGroups(): { readonly group: string; readonly names: readonly string[] }[] {
  const groups = new Map<string, string[]>()
  for (const name of [...declaredEvents.keys()].sort()) {
    const group = name.split('.')[0] as string
    groups.set(group, [...(groups.get(group) ?? []), name])
  }
  return [...groups].map(([group, names]) => ({ group, names }))
}
