import type { ReservedSql } from 'postgres'

/** What the driver hands to `onexecute`: its own record of one connection. */
interface RawConnection {
  onclose: (() => void) | null
}
interface StatementOptions {
  readonly prepare?: boolean
  readonly onexecute?: (connection: RawConnection) => boolean
}

/** What the driver or the server says when a connection is over rather than a statement wrong. */
const endings = new Set([
  'CONNECTION_CLOSED',
  'CONNECTION_DESTROYED',
  'CONNECTION_ENDED',
  'CONNECT_TIMEOUT',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  '57P01',
  '57P02',
  '57P03',
])

/**
 * A reserved connection that knows when it is gone. The driver does not say: a statement sent after the socket broke throws from a timer
 * (ending the process) or never settles, and once the driver has reconnected for somebody else, a late statement of ours would run inside
 * their transaction. So from the moment of the loss every statement fails here, and nothing is given back to the pool a second time.
 * @param onLost called once: the pool that lost a connection is not trusted with new ones.
 */
export function watchConnection(connection: ReservedSql, onLost: () => void): ReservedSql {
  let raw: RawConnection | undefined
  let isLost = false
  const lose = (): void => {
    if (isLost) return
    isLost = true
    onLost()
  }
  const onexecute = (found: RawConnection): boolean => {
    raw = found
    found.onclose = lose
    return true
  }
  const unsafe = (text: string, values?: unknown[], options?: StatementOptions): unknown => {
    if (isLost) return lostStatement()
    const watched: StatementOptions = raw === undefined ? { ...options, onexecute } : { ...options }
    const statement = connection.unsafe(text, values as never[], watched as never)
    // Listens without starting the statement, which the driver's own `then` would do; first in line, so that a rollback comes too late.
    Promise.prototype.then.call(statement, undefined, (error: unknown) => {
      if (error instanceof Error && 'code' in error && endings.has(String(error.code))) lose()
    })
    return statement
  }
  const release = (): void => {
    if (isLost) return
    if (raw !== undefined) raw.onclose = null
    connection.release()
  }
  return new Proxy(connection, {
    get: (target, name, receiver) => (name === 'unsafe' ? unsafe : name === 'release' ? release : Reflect.get(target, name, receiver)),
    // Tagged templates would pass the watch by.
    apply: () => {
      throw new Error('a reserved connection takes statements through unsafe only')
    },
  })
}

/** Looks like a statement that has failed, for callers that chain `execute` or `values`. */
function lostStatement(): unknown {
  const failed = Promise.reject(Object.assign(new Error('the connection to the database was lost'), { code: 'CONNECTION_CLOSED' }))
  failed.catch(() => undefined) // whoever awaits it hears of it; a rollback that nobody needs does not
  return Object.assign(failed, { execute: () => failed, values: () => failed, raw: () => failed, readable: () => failed, writable: () => failed })
}
