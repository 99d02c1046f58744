import { declaredEvents } from '../access/event.ts'

/** How an event reads behind its actor's name. A detail of an older shape falls back to the event's name: the log outlives the code. */
export function sentenceOf(name: string, detail: string): string {
  const declared = declaredEvents.get(name)
  const parsed = declared?.schema.safeParse(JSON.parse(detail))
  return parsed?.success === true && declared ? declared.sentence(parsed.data) : nameWords(name)
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
