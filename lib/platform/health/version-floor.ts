import floors from '../../../.ci/min-safe-versions.json' with { type: 'json' }

/** Compares dotted versions by number; text after a dash or space is ignored. Negative when `a` is older. */
export function compareVersions(a: string, b: string): number {
  const parts = (version: string): number[] => (/^v?([\d.]+)/.exec(version)?.[1] ?? '0').split('.').map(Number)
  const left = parts(a)
  const right = parts(b)
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

/** One sentence when this Node has published vulnerabilities, else undefined. */
export function nodeFault(version: string): string | undefined {
  if (compareVersions(version, floors.runtime.node) >= 0) return undefined
  return `Node ${version.replace(/^v/, '')} is below the security floor ${floors.runtime.node}; install Node 24 LTS.`
}

/**
 * One sentence when this Postgres has published vulnerabilities or is too old to run on, else undefined. Nobody can install another minor
 * version of the embedded one.
 */
export function postgresFault(version: string, server: 'own' | 'embedded' = 'own'): string | undefined {
  const major = /^\d+/.exec(version)?.[0] ?? '0'
  const known = Object.keys(floors.runtime.postgres).map(Number)
  if (Number(major) > Math.max(...known)) return undefined
  const floor = (floors.runtime.postgres as Record<string, string>)[major]
  if (floor === undefined) return `PostgreSQL ${version} is too old; version ${Math.min(...known)} or newer is needed.`
  if (compareVersions(version, floor) >= 0) return undefined
  return server === 'embedded'
    ? `the embedded PostgreSQL ${version} is below the security floor ${floor}, and no newer one is packaged. It listens on this machine only; use a server of your own (DATABASE_URL) for anything that counts.`
    : `PostgreSQL ${version} is below the security floor ${floor}; install its current minor version.`
}
