/**
 * Which pages were refused because they were asked for too often or because the database was busy. The framework answers 500 to every page
 * that was not drawn, as if we had failed; by what is said here our own server answers 429 or 503 and when to come again. Bundled apart,
 * server and application meet at the global object.
 */
const key = Symbol.for('plumbline.refused-pages')
/** Far more than are ever answered at once. */
const most = 10_000
/** Where a refusal does not say when: the database is free again sooner than a reader is back. */
const secondsUnsaid = 5

export interface PageRefusal {
  readonly status: 429 | 503
  readonly retryAfterSeconds: number
}
type Holder = Record<symbol, Map<string, PageRefusal> | undefined>
const refused = (): Map<string, PageRefusal> => ((globalThis as unknown as Holder)[key] ??= new Map())

/** Said by the binding of a page when its operation was refused for now; the reader may come again. */
export function notePageRefused(requestId: string, code: 'too_many' | 'unavailable', retryAfterSeconds: number | undefined): void {
  // Requests that were hung up on before are never forgotten one by one.
  if (refused().size > most) refused().clear()
  refused().set(requestId, { status: code === 'too_many' ? 429 : 503, retryAfterSeconds: retryAfterSeconds ?? secondsUnsaid })
}
/** What was said of this request; asked when its answer is written. */
export const pageRefusal = (requestId: string): PageRefusal | undefined => refused().get(requestId)
/** Said when the answer is through. */
export const forgetPageRefused = (requestId: string): void => {
  refused().delete(requestId)
}
