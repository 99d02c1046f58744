// `--keep` removes what is old and ours: archives, and the beginnings of backups that were killed; nothing else in the directory.
import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { removeOlder } from '../../scripts/backup.ts'

it('removes old archives and old beginnings, and leaves the rest', () => {
  const directory = mkdtempSync(join(tmpdir(), 'plumbline-keep-')),
    now = Date.parse('2026-05-14T09:00:00Z')
  const put = (name: string, daysOld: number): void => {
    writeFileSync(join(directory, name), '')
    const at = new Date(now - daysOld * 86_400_000)
    utimesSync(join(directory, name), at, at)
  }
  try {
    put('plumbline-20260401T010000Z.backup', 43)
    put('plumbline-20260510T010000Z.backup', 4)
    put('plumbline-20260512T010000Z.backup.part', 2)
    put('plumbline-20260514T080000Z.backup.part', 0.1) // one that is being written
    put('plumbline-20260401T010000Z.backup.part.txt', 43)
    put('accounts.backup', 400)
    expect(removeOlder(directory, 30, now)).toBe(2)
    expect(readdirSync(directory).sort()).toEqual([
      'accounts.backup',
      'plumbline-20260401T010000Z.backup.part.txt',
      'plumbline-20260510T010000Z.backup',
      'plumbline-20260514T080000Z.backup.part',
    ])
  } finally {
    rmSync(directory, { recursive: true })
  }
})
