// What a form on the page holds, read from its elements.

/** Whether a control of that name, with or without the suffix of its kind, is on the form for people to see. */
export const shows = (form: HTMLFormElement, name: string): boolean =>
  [...form.elements].some(
    (e) =>
      e instanceof HTMLElement &&
      'name' in e &&
      typeof e.name === 'string' &&
      e.name.replace(/(:[a-z]+|\[\])$/, '') === name &&
      // What a hidden input carries for a control beside it is on the form: its message stands there.
      !(e instanceof HTMLInputElement && e.type === 'hidden' && e.dataset['shown'] === undefined),
  )
/**
 * What was typed, but for what is hidden as it is typed. The server gives account numbers back to nobody; this page has them still, so that a
 * wrong routing number does not cost the account number beside it.
 */
export function shownValues(form: HTMLFormElement): Record<string, string> {
  const inputs = [...form.querySelectorAll<HTMLInputElement>('input.field-control:not([data-secret]):not([type=file])')]
  return Object.fromEntries(inputs.filter((input) => input.name !== '').map((input) => [input.name, input.value]))
}
