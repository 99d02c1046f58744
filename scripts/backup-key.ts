import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createKeyFile } from './keys-directory.ts'

const name = 'backup.key'

/** The key of the backups: its own, used for nothing else, so that whoever may keep backups opens nothing with it. */
export function readBackupKey(keysDir: string): Buffer | undefined {
  const file = join(keysDir, name)
  return existsSync(file) ? Buffer.from(readFileSync(file, 'utf8').trim(), 'base64url') : undefined
}

/** The same, made at the first start. */
export function ensureBackupKey(keysDir: string): Buffer {
  const found = readBackupKey(keysDir)
  if (found !== undefined) return found
  const key = randomBytes(32)
  return createKeyFile(keysDir, name, key.toString('base64url')) ? key : ensureBackupKey(keysDir)
}
