/** One way of narrowing a list. Every kind lives in the address as plain text, so that a filtered list can be sent to a colleague. */
export type Filter =
  | { readonly kind: 'choice'; readonly id: string; readonly label: string; readonly options: readonly (readonly [value: string, words: string])[] }
  | { readonly kind: 'text'; readonly id: string; readonly label: string; readonly hint?: string | undefined }
  | { readonly kind: 'days' | 'amounts'; readonly id: string; readonly label: string }
  | { readonly kind: 'flag'; readonly id: string; readonly label: string; readonly words: string }

export const choice = (id: string, label: string, options: readonly (readonly [string, string])[]): Filter => ({ kind: 'choice', id, label, options })
/** Free text; a filter called `q` is drawn as the search box of the list. */
export const text = (id: string, label: string, hint?: string): Filter => ({ kind: 'text', id, label, hint })
/** A range of days, both included: keys `…From` and `…To`. */
export const days = (id: string, label: string): Filter => ({ kind: 'days', id, label })
/** A range of amounts as decimal text: keys `…Min` and `…Max`. */
export const amounts = (id: string, label: string): Filter => ({ kind: 'amounts', id, label })
export const flag = (id: string, label: string, words: string): Filter => ({ kind: 'flag', id, label, words })

/** The keys in the address that a filter owns. */
export function keysOf(filter: Filter): readonly string[] {
  if (filter.kind === 'days') return [`${filter.id}From`, `${filter.id}To`]
  if (filter.kind === 'amounts') return [`${filter.id}Min`, `${filter.id}Max`]
  return [filter.id]
}
