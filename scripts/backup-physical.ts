import { createReadStream, readdirSync, type Dirent } from 'node:fs'
import { join } from 'node:path'
import type postgres from 'postgres'
import type { ArchiveWriter } from './backup-archive.ts'

/** Folders whose content the server makes anew at every start; the empty folder itself must exist. */
const emptied = new Set(['pg_wal', 'pg_replslot', 'pg_dynshmem', 'pg_notify', 'pg_serial', 'pg_snapshots', 'pg_stat_tmp', 'pg_subtrans'])
const left = /^(postmaster\.(pid|opts)|pg_internal\.init|backup_label|tablespace_map|pgsql_tmp.*)$/

/**
 * Copies the files of a running server. The copy is torn while it is taken; the write-ahead log from its beginning to its end, which comes
 * last, makes it whole when it is started. A temporary replication slot keeps that log from being recycled meanwhile.
 */
export async function writePhysical(sql: postgres.ReservedSql, directory: string, archive: ArchiveWriter): Promise<void> {
  await sql`select pg_create_physical_replication_slot('plumbline_backup', true, true)`
  const [begun] = await sql<{ segment: string }[]>`select pg_walfile_name(pg_backup_start('plumbline', true)) as segment`
  await copyTree(directory, '', archive)
  const [label] = await sql<{ lsn: string; labelfile: string; spcmapfile: string }[]>`select lsn, labelfile, spcmapfile from pg_backup_stop(false)`
  if (begun === undefined || label === undefined) throw new Error('the server gave no backup label')
  const [ended] = await sql<{ segment: string }[]>`select pg_walfile_name(${label.lsn}) as segment`
  await archive.add('backup_label', Buffer.from(label.labelfile))
  if (label.spcmapfile.trim() !== '') await archive.add('tablespace_map', Buffer.from(label.spcmapfile))
  await sql`select pg_switch_wal()`
  const segments = readdirSync(join(directory, 'pg_wal')).filter(
    (name) => /^[0-9A-F]{24}$/.test(name) && name >= begun.segment && name <= (ended?.segment ?? begun.segment),
  )
  for (const segment of segments.toSorted()) await copyFile(join(directory, 'pg_wal', segment), `pg_wal/${segment}`, archive)
  await sql`select pg_drop_replication_slot('plumbline_backup')`
}

async function copyTree(root: string, under: string, archive: ArchiveWriter): Promise<void> {
  const entries: Dirent[] = readdirSync(join(root, under), { withFileTypes: true })
  for (const entry of entries) {
    const name = under === '' ? entry.name : `${under}/${entry.name}`
    if (left.test(entry.name)) continue
    if (entry.isDirectory()) {
      await archive.begin(`${name}/`)
      if (!emptied.has(name)) await copyTree(root, name, archive)
    } else if (entry.isFile()) await copyFile(join(root, name), name, archive)
  }
}

async function copyFile(path: string, name: string, archive: ArchiveWriter): Promise<void> {
  await archive.begin(name)
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: 262_144 })) await archive.write(chunk as Buffer)
  } catch (error) {
    // A table dropped while we copy: the log says the same when it is replayed.
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
  }
}
