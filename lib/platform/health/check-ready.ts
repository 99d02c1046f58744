import { pool } from '../../../db/client.ts'
import { httpMetrics } from '../http/http-metrics.ts'
import { nodeFault, postgresFault } from './version-floor.ts'

export interface Readiness {
  /** Undefined when requests can be served. */
  readonly obstacle: 'draining' | 'database' | undefined
  /** What somebody should mend although it works: versions below their security floor. */
  readonly warnings: readonly string[]
}

const patienceMilliseconds = 1_500
let asking: Promise<string | undefined> | undefined

/** Can this server do its work now? Answers within two seconds however the database behaves. */
export async function checkReady(): Promise<Readiness> {
  const node = nodeFault(process.versions.node)
  if (httpMetrics().draining) return { obstacle: 'draining', warnings: [] }
  const version = await databaseVersion()
  const faults = [node, version === undefined ? undefined : postgresFault(version)]
  return { obstacle: version === undefined ? 'database' : undefined, warnings: faults.filter((fault) => fault !== undefined) }
}

/** The server's version, or undefined when it does not answer in time. Probes that come meanwhile share one question. */
async function databaseVersion(): Promise<string | undefined> {
  asking ??= ask().finally(() => (asking = undefined))
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<undefined>((resolve) => (timer = setTimeout(() => resolve(undefined), patienceMilliseconds)))
  try {
    return await Promise.race([asking, late])
  } finally {
    clearTimeout(timer)
  }
}

async function ask(): Promise<string | undefined> {
  try {
    const [row] = await pool('platform')<{ server_version: string }[]>`show server_version`
    return row?.server_version.split(' ')[0]
  } catch {
    // Whatever the reason, it cannot serve; the reason itself is told by the requests that fail.
    return undefined
  }
}
