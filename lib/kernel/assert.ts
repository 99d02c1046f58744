/** A broken assumption of ours, never a fault of the user: it becomes an error with a reference, not a refusal. */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`assertion failed: ${message}`)
}
/** For switches over unions: a new member fails to compile here. */
export function never(value: never): never {
  throw new Error(`unreachable: ${JSON.stringify(value)}`)
}
/** The one row that must be there. */
export function one<T>(rows: readonly T[], what: string): T {
  assert(rows.length === 1, `expected one ${what}, got ${rows.length}`)
  return rows[0] as T
}
