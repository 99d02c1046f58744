import { spawnSync } from 'node:child_process'
import { chmodSync, chownSync, closeSync, existsSync, mkdirSync, openSync, readdirSync, rmSync, writeSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { readArchive } from './backup-archive.ts'
import { findCluster } from './embedded-postgres.ts'
import { OperatorFault } from './operator-fault.ts'

/** Lays the files of the archive where the embedded server looks for them. Its next start replays the log and makes them whole. */
export async function layFiles(archive: string, key: Buffer, dataDir: string): Promise<number> {
  const { directory, native, user } = findCluster(dataDir)
  if (existsSync(directory) && readdirSync(directory).length > 0) {
    throw new OperatorFault(`${dataDir} already holds a database, which a restore never overwrites. Set PLUMBLINE_DATA_DIR to an empty directory.`)
  }
  const own = (path: string): void => {
    if (user !== undefined) chownSync(path, user.uid, user.gid)
  }
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  chmodSync(directory, 0o700)
  own(directory)
  let file: number | undefined
  let files = 0
  const close = (): void => {
    if (file !== undefined) closeSync(file)
    file = undefined
  }
  try {
    await readArchive(archive, key, {
      name: async (name) => {
        close()
        if (name.split('/').some((part) => part === '..') || name.startsWith('/')) throw new OperatorFault('The backup names a file outside the database.')
        const path = join(directory, name)
        if (name.endsWith('/')) {
          mkdirSync(path, { recursive: true, mode: 0o700 })
          own(path)
          return
        }
        if (!existsSync(dirname(path))) throw new OperatorFault('The backup is incomplete: a folder is missing.')
        file = openSync(path, 'wx', 0o600)
        own(path)
        files++
      },
      data: async (chunk) => {
        if (file === undefined) throw new OperatorFault('The backup is damaged: content without a file.')
        writeSync(file, chunk)
      },
    })
    close()
    // On disk before the server relies on it.
    const synced = spawnSync(join(native, 'bin/initdb'), ['--sync-only', '-D', directory], {
      encoding: 'utf8',
      cwd: '/',
      ...(user === undefined ? {} : { uid: user.uid, gid: user.gid }),
    })
    if (synced.status !== 0) throw new Error(`writing the files to disk failed: ${synced.stderr}`)
    return files
  } catch (error) {
    close()
    rmSync(directory, { recursive: true, force: true })
    throw error
  }
}
