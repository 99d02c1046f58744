import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { config } from '../../config.ts'

let cached: string | undefined
/** Encrypts session cookies. Made at first use, kept in the keys directory, in no backup: losing it signs everyone out and nothing else. */
export function sessionKey(): string {
  if (cached !== undefined) return cached
  const file = join(config().keysDir, 'session.key')
  if (!existsSync(file)) {
    mkdirSync(config().keysDir, { recursive: true, mode: 0o700 })
    try {
      writeFileSync(file, randomBytes(32).toString('base64url'), { mode: 0o600, flag: 'wx' })
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error // another process was first: read what it wrote
    }
  }
  cached = readFileSync(file, 'utf8').trim()
  return cached
}
