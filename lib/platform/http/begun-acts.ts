import { Refusal } from '../../kernel/refusal.ts'

/**
 * Which posted requests reached an act of ours. The framework reads the arguments of an act before it calls it, and answers 500 to those
 * that it cannot read, as if we had failed. Bundled apart, server and application meet at the global object.
 */
const key = Symbol.for('plumbline.begun-acts')
/** Those that were answered because nothing had begun for long: what the framework makes of them later must not be done. */
const givenUpKey = Symbol.for('plumbline.given-up-acts')
/** Far more than are ever answered at once. */
const most = 10_000
type Holder = Record<symbol, Set<string> | undefined>
const begun = (): Set<string> => ((globalThis as unknown as Holder)[key] ??= new Set())
const givenUp = (): Set<string> => ((globalThis as unknown as Holder)[givenUpKey] ??= new Set())

/** Said by every binding of an act, before it does anything. @throws Refusal `unavailable` when the sender was already told that nothing was done */
export function noteBegun(requestId: string): void {
  if (givenUp().has(requestId)) throw new Refusal('unavailable', 'This was refused before it was read. Send it again.')
  // Requests that were hung up on before their act began are never forgotten one by one.
  if (begun().size > most) begun().clear()
  begun().add(requestId)
}
/** Whether an act began for this request; asked when the answer is written. */
export const hasBegun = (requestId: string): boolean => begun().has(requestId)
/** Said when the answer is through. */
export const forgetBegun = (requestId: string): void => {
  begun().delete(requestId)
}
/** Says that no act may begin for this request any more. Remembered beyond its answer. @returns false when one has begun already */
export function giveUp(requestId: string): boolean {
  if (hasBegun(requestId)) return false
  const [oldest] = givenUp()
  if (givenUp().size >= most && oldest !== undefined) givenUp().delete(oldest)
  givenUp().add(requestId)
  return true
}
