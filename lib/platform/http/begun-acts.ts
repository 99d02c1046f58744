/**
 * Which posted requests reached an act of ours. The framework reads the arguments of an act before it calls it, and answers 500 to those
 * that it cannot read, as if we had failed. Bundled apart, server and application meet at the global object.
 */
const key = Symbol.for('plumbline.begun-acts')
/** Far more than are ever answered at once. */
const most = 10_000
type Holder = Record<symbol, Set<string> | undefined>
const begun = (): Set<string> => ((globalThis as unknown as Holder)[key] ??= new Set())

/** Said by every binding of an act, before it does anything. */
export function noteBegun(requestId: string): void {
  // Requests that were hung up on before their act began are never forgotten one by one.
  if (begun().size > most) begun().clear()
  begun().add(requestId)
}
/** Whether an act began for this request; asked when the answer is written. */
export const hasBegun = (requestId: string): boolean => begun().has(requestId)
/** Said when the answer is through. */
export const forgetBegun = (requestId: string): void => { begun().delete(requestId) }
