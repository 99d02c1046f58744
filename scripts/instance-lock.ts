import { spawnSync } from 'node:child_process'
import { existsSync, linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Does a process with this number exist, whoever owns it? */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
  return true
}

/** When a process began, in the system's own words; with the number it names one process for ever. */
function startOf(pid: number): string {
  if (process.platform === 'linux') {
    const file = `/proc/${pid}/stat`
    if (!existsSync(file)) return ''
    const stat = readFileSync(file, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const isDead = fields[0] === 'Z' || fields[0] === 'X'
    return isDead ? '' : `${bootId()}/${fields[19] ?? ''}`
  }
  return spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).stdout.trim()
}

const bootId = (): string => {
  const file = '/proc/sys/kernel/random/boot_id'
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : ''
}

interface Holder {
  readonly pid: number
  readonly start: string
}

/**
 * Makes this process the only one that runs on a data directory. Returns what releases it, or the number of the process that holds it.
 * A lock whose holder is dead, even by `kill -9` and even when its number was given to another process, is taken over.
 */
export function lockInstance(dataDir: string): { release(): void } | { heldBy: number } {
  mkdirSync(dataDir, { recursive: true, mode: 0o711 })
  const lock = join(dataDir, 'instance.lock')
  const mine = `${lock}.${process.pid}`
  const content = JSON.stringify({ pid: process.pid, start: startOf(process.pid) } satisfies Holder)
  writeFileSync(mine, content, { mode: 0o600 })
  try {
    for (let attempt = 0; attempt < 20; attempt++) {
      try {
        linkSync(mine, lock)
        return {
          release: () => {
            if (existsSync(lock) && readFileSync(lock, 'utf8') === content) rmSync(lock, { force: true })
          },
        }
      } catch (error) {
        if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
      }
      const seen = existsSync(lock) ? readFileSync(lock, 'utf8') : undefined
      if (seen === undefined) continue
      const holder = parseHolder(seen)
      if (holder !== undefined && isRunning(holder.pid) && startOf(holder.pid) === holder.start) return { heldBy: holder.pid }
      // Moved aside, not removed: of two starts that both found it stale only one moves it, and a fresh lock moved by mistake goes back.
      const aside = `${mine}.stale`
      renameSync(lock, aside)
      if (readFileSync(aside, 'utf8') !== seen) linkSync(aside, lock)
      rmSync(aside, { force: true })
    }
    throw new Error(`the lock ${lock} keeps changing hands`)
  } finally {
    rmSync(mine, { force: true })
  }
}

function parseHolder(text: string): Holder | undefined {
  try {
    const value = JSON.parse(text) as Partial<Holder>
    return typeof value.pid === 'number' && typeof value.start === 'string' ? { pid: value.pid, start: value.start } : undefined
  } catch (error) {
    // A lock cut short by a full disk or a crash names nobody.
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
