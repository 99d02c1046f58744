import { log } from '../lib/platform/log/log.ts'

/**
 * Whether a rejection is of the driver's own question about array types. It asks after each connect and waits for the answer nowhere, so a
 * connection that breaks in that moment rejects what nobody can catch. Nothing of ours was said over that connection yet: what waits for
 * one gets the next. Switching the question off is no way out, as reserving a connection then waits for ever (postgres 3.4.9).
 */
export function isOwnQuestion(reason: unknown): boolean {
  return (
    reason instanceof Error &&
    'query' in reason &&
    typeof reason.query === 'string' &&
    /^\s*select b\.oid, b\.typarray\s+from pg_catalog\.pg_type a\s/.test(reason.query)
  )
}

/** Hears what is rejected and awaited nowhere, for the whole process. @param otherwise what follows when it is no question of the driver's. */
export function hearRejections(otherwise: (reason: unknown) => void): void {
  process.on('unhandledRejection', (reason) => {
    if (isOwnQuestion(reason)) return log('warn', 'a database connection broke while it was opened', { error: reason })
    otherwise(reason)
  })
}

/** For a process that is started again: what nobody expected ends it, told like any other fault. */
export function endByRejection(reason: unknown): never {
  throw reason
}
