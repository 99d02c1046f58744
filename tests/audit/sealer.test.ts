// Every committed event is sealed exactly once, however late its transaction commits; what was sealed cannot be changed unnoticed.
import fs from 'node:fs'
import path from 'node:path'
import type { Sql } from 'postgres'
import { describe, expect, onTestFinished, test } from 'vitest'
import { pool } from '../../db/client.ts'
import { canonicalRow, leafHash, type CanonicalRow } from '../../lib/audit/canonical.ts'
import { sealedColumns } from '../../lib/audit/event-row.sql.ts'
import { Frontier } from '../../lib/audit/merkle.ts'
import { ourCheckpoint } from '../../lib/audit/tenant-log.sql.ts'
import { Witness } from '../../lib/audit/witness.ts'
import { systemClock } from '../../lib/kernel/clock.ts'
import { auditSigner } from '../../lib/platform/keys/keys.ts'
import { admin, makeWorld } from '../support/world.ts'
import { enter, keepOtherSealersOut, leavesOf, newFolder, newSealer, record, sealAll, treeOf, WaitingSealer, writeEvents } from './live-log.ts'

const numbered = (n: number, from = 0) => Array.from({ length: n }, (_, i) => ({ detail: { n: from + i } }))
const canonicalOf = async (tenant: string): Promise<Map<string, string>> =>
  new Map(
    (await admin.unsafe<CanonicalRow[]>(`select ${sealedColumns} from public.audit_events e where e.tenant_id = $1`, [tenant])).map((row) => [
      row.id,
      canonicalRow(row),
    ]),
  )
/** What the tree must be, computed from the rows alone. */
async function expectSound(tenant: string): Promise<void> {
  const [leaves, rows, tree] = [await leavesOf(tenant), await canonicalOf(tenant), await treeOf(tenant)]
  expect(leaves.map((l) => l.leaf)).toEqual(leaves.map((_, i) => i))
  expect(new Set(leaves.map((l) => l.id)).size).toBe(rows.size)
  const frontier = new Frontier()
  for (const leaf of leaves) {
    expect(leaf.hash).toEqual(leafHash(rows.get(leaf.id) as string))
    frontier.append(leaf.hash)
  }
  expect([tree.size, Buffer.from(frontier.root())]).toEqual([leaves.length, tree.root])
  const [newest] = await admin<{ note: string }[]>`select note from audit_checkpoints where tenant_id = ${tenant} order by epoch desc, size desc limit 1`
  expect(ourCheckpoint(newest?.note, tenant, auditSigner())).toMatchObject({ size: leaves.length, epoch: tree.epoch, root: new Uint8Array(tree.root) })
}

describe('sealing', () => {
  test('takes up every committed event, in several rounds and by several sealers, and gives the tree of the rows', async () => {
    const { tenant } = await makeWorld()
    for (const count of [1, 2, 300, 1, 900]) {
      await record(tenant, numbered(count))
      await sealAll(newSealer(), tenant)
      await expectSound(tenant)
    }
    const { n } = (await admin<{ n: number }[]>`select count(*)::int as n from audit_checkpoints where tenant_id = ${tenant}`)[0] as { n: number }
    expect(n, 'a moving newest one, and those that are kept').toBeLessThanOrEqual(5)
  })
  test('gives the database’s own leaf and ours the same bytes, whatever the text', async () => {
    const { tenant } = await makeWorld()
    const texts = ['', '"', '\\', '\u0001\u001f\u007f\b\f\n\r\t', '\u2028\u2029\u00e9 Nguyễn \u{1f527}', '</script>', '\\u0000', 'x'.repeat(5_000)]
    await record(
      tenant,
      texts.map((text) => ({ detail: { text, more: { [text.slice(0, 20) || 'empty']: 1 } }, event: `test.${text.slice(0, 9)}`, personal: { note: text } })),
    )
    await sealAll(newSealer(), tenant)
    await expectSound(tenant)
  })
  test('misses no event that commits late, and none twice, under concurrent writers with long transactions', async () => {
    const [a, b] = [await makeWorld(), await makeWorld()]
    const sealer = newSealer(),
      other = newSealer()
    let isOver = false
    const expected = new Map<string, number>([
      [a.tenant, 0],
      [b.tenant, 0],
    ])
    const rounds = Promise.all(
      [sealer, other].map(async (s) => {
        while (!isOver) {
          await s.round()
          await pause(15)
        }
      }),
    )
    await Promise.all(
      Array.from({ length: 2 }, async (_, writer) => {
        for (let i = 0; i < 60; i++) {
          const tenant = (i + writer) % 2 === 0 ? a.tenant : b.tenant
          const connection = await enter(tenant)
          try {
            const n = 1 + ((i * 7 + writer) % 9)
            await writeEvents(connection, tenant, numbered(n))
            if (i % 4 === writer) await pause(40 + ((i * 13) % 160)) // later transactions commit, and are sealed, before this one
            if (i % 10 === 9) {
              await connection.unsafe('rollback')
              continue
            }
            await connection.unsafe('commit')
            expected.set(tenant, (expected.get(tenant) as number) + n)
          } finally {
            connection.release()
          }
        }
      }),
    )
    isOver = true
    await rounds
    for (const { tenant } of [a, b]) {
      await sealAll(sealer, tenant)
      await expectSound(tenant)
      expect((await leavesOf(tenant)).length).toBe(expected.get(tenant))
    }
  })
  test('does not wait for order: what commits first is sealed first, although it began later', async () => {
    const { tenant } = await makeWorld()
    const sealer = newSealer()
    const slow = await enter(tenant)
    const [early] = await writeEvents(slow, tenant, [{ detail: { which: 'early' } }])
    await record(tenant, [{ detail: { which: 'late' } }])
    const { lagMilliseconds } = await sealer.round()
    await pause(60)
    expect((await sealer.round()).lagMilliseconds).toBeGreaterThanOrEqual(lagMilliseconds)
    await slow.unsafe('commit')
    slow.release()
    await sealAll(sealer, tenant)
    await expectSound(tenant)
    expect((await leavesOf(tenant)).some((leaf) => leaf.id === early)).toBe(true)
  })
  test('goes on after being cut off at its n-th statement, for each n, from what the database holds', async () => {
    // Whoever else sealed this log would leave the round too little to do for it to be cut off late.
    const letOthersIn = await keepOtherSealersOut()
    onTestFinished(letOthersIn)
    const { tenant } = await makeWorld()
    await record(tenant, numbered(700))
    const memory = newFolder()
    const failing = { at: Infinity, asked: 0 }
    const real = pool('sealer')
    const sql = {
      begin: (act: (tx: unknown) => Promise<unknown>) =>
        real.begin((tx) =>
          act({
            unsafe: (...args: Parameters<typeof tx.unsafe>) => {
              if (++failing.asked >= failing.at) throw new Error('cut off')
              return tx.unsafe(...args)
            },
          }),
        ),
    } as unknown as Sql
    const sealer = new WaitingSealer(sql, auditSigner(), new Witness(memory, undefined), systemClock)
    let crashes = 0
    for (failing.at = 1; failing.at < 40; failing.at++) {
      await record(tenant, numbered(12))
      failing.asked = 0
      await sealer.round().catch((error: Error) => {
        expect(error.message).toBe('cut off')
        crashes++
      })
      if (crashes % 3 === 0) await sealAll(newSealer(memory), tenant) // another process takes over for a while
    }
    expect(crashes).toBeGreaterThan(8)
    await sealAll(newSealer(), tenant)
    await expectSound(tenant)
    expect((await treeOf(tenant)).size).toBe(700 + 39 * 12)
  })
  test('of a large load keeps a signed checkpoint for each thousand entries, so that a fault can be narrowed down', async () => {
    const { tenant } = await makeWorld()
    for (let i = 0; i < 5; i++) await record(tenant, numbered(1_000, i * 1_000))
    const started = performance.now()
    await sealAll(newSealer(), tenant)
    expect(performance.now() - started).toBeLessThan(20_000)
    await expectSound(tenant)
    const sizes = (await admin<{ size: number }[]>`select size::int as size from audit_checkpoints where tenant_id = ${tenant} order by size`).map(
      (row) => row.size,
    )
    expect(sizes).toEqual(expect.arrayContaining([1024, 2048, 3072, 4096, 5000]))
  })
  test('leaves the day’s checkpoint where PLUMBLINE_CHECKPOINT_DIR says', async () => {
    const { tenant } = await makeWorld(),
      copies = newFolder()
    await record(tenant, numbered(3))
    await sealAll(newSealer(newFolder(), copies), tenant)
    const [file] = fs.readdirSync(path.join(copies, tenant))
    expect(file).toMatch(/^\d{4}-\d{2}-\d{2}\.txt$/)
    expect(ourCheckpoint(fs.readFileSync(path.join(copies, tenant, file as string), 'utf8'), tenant, auditSigner())?.size).toBe(3)
  })
  test('is the sealer’s alone: its login writes no event, and no other login writes the seal', async () => {
    const may = async (login: string, table: string, right: string): Promise<unknown> =>
      (await admin`select has_table_privilege(${login}, ${table}, ${right}) as may`)[0]?.['may']
    for (const table of ['audit_leaves', 'audit_tiles', 'audit_trees', 'audit_checkpoints', 'audit_words']) {
      for (const login of ['app_rw', 'app_worker', 'app_auth', 'app_platform', 'app_backup'])
        for (const right of ['insert', 'update', 'delete', 'truncate']) expect(await may(login, table, right), `${login} ${right} ${table}`).toBe(false)
    }
    for (const right of ['insert', 'update', 'delete', 'truncate']) expect(await may('app_sealer', 'audit_events', right)).toBe(false)
  })
})
const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, milliseconds)
  })
