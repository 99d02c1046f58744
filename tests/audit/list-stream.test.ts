// An export of a list has no limit, holds a page of it at a time, is on record before a byte leaves, and is whole or visibly broken.
import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { listExport, listOf } from '../../lib/audit/list-export.ts'
import { sha256Hex } from '../../lib/kernel/digest.ts'
import { newUuid } from '../../lib/kernel/id.ts'
import { exportCrews } from '../../lib/incentives/change-crew.ts'
import { bytesOf } from '../support/list-file.ts'
import { admin, makeWorld, refusalOf, type World } from '../support/world.ts'

/** A list of numbers that says how far it was read, and may fail on the way. */
function countedList(rowsMax: number, failsAt = Infinity) {
  const seen = { reads: 0 }
  const operation = listExport({
    name: 'test.exportNumbers',
    needs: 'payout.read',
    input: z.strictObject({ q: z.string().optional() }),
    rowsAtOnce: 10,
    of: (_ctx, input) =>
      listOf('numbers', input, [{ header: 'Number', cell: (n: number) => n }], ({ after = '0', size = 10 }) => {
        const from = Number(after),
          rows = Array.from({ length: Math.min(size, rowsMax - from) }, (_, i) => from + i)
        seen.reads++
        if (from >= failsAt) return Promise.reject(new Error('the disk is gone'))
        return Promise.resolve({ rows, next: from + size < rowsMax ? String(from + size) : undefined, previous: undefined })
      }),
  })
  return { seen, operation }
}
const toldOf = (world: World, name: string) => world.events(name).then((events) => events.map((e) => e.detail))
/** Backends of an export that wait inside a transaction for their reader. */
const leftOpen = async (): Promise<number> =>
  (
    await admin<
      { n: number }[]
    >`select count(*)::int as n from pg_stat_activity where application_name = 'plumbline app' and state = 'idle in transaction' and datname = current_database()`
  )[0]?.n ?? 0
async function crewsOf(world: World, count: number): Promise<void> {
  await admin`insert into public.crews (tenant_id, id, number, name, key) select ${world.tenant}, gen_random_uuid(), 'C-' || n, 'Crew ' || n, 'key ' || n from generate_series(1, ${count}::int) n`
}

test('a short list is recorded whole, with its digest, before its first byte', async () => {
  const world = await makeWorld(),
    { operation } = countedList(7)
  const file = await world.as('finance').run(operation, { q: 'few' })
  expect(await toldOf(world, 'list.export_begun')).toEqual([])
  const [told] = await toldOf(world, 'list.exported')
  expect(told).toEqual({ list: 'numbers', filters: 'q=few', rows: 7, sha256: sha256Hex(await bytesOf(file)) })
})
describe('a long list', () => {
  test('is read only as its reader reads, and stands in the log as begun before the first byte', async () => {
    const world = await makeWorld(),
      { seen, operation } = countedList(100_000)
    const file = await world.as('finance').run(operation, { q: 'many' })
    expect([seen.reads, await toldOf(world, 'list.export_begun'), await toldOf(world, 'list.exported')]).toEqual([
      1,
      [{ list: 'numbers', filters: 'q=many' }],
      [],
    ])
    const reader = file.body.getReader()
    for (let pieces = 1; pieces <= 20; pieces++) {
      await reader.read()
      await pause(1)
      expect(seen.reads - 1).toBe(pieces) // one page is held back; none is read ahead of the reader
    }
    await reader.cancel()
    expect(await toldOf(world, 'list.export_stopped')).toEqual([
      { list: 'numbers', filters: 'q=many', rows: 190, bytes: expect.any(Number) as number, reason: 'the client went away' },
    ])
    expect(await toldOf(world, 'list.exported')).toEqual([])
  })
  test('is recorded with its count and digest before its last byte', async () => {
    const world = await makeWorld(),
      { operation } = countedList(95)
    const reader = (await world.as('finance').run(operation, {})).body.getReader(),
      pieces: Uint8Array[] = []
    for (let n = 0; n < 10; n++) pieces.push((await reader.read()).value as Uint8Array)
    expect(await toldOf(world, 'list.exported')).toEqual([])
    pieces.push((await reader.read()).value as Uint8Array)
    const [told] = await toldOf(world, 'list.exported')
    expect((await reader.read()).done).toBe(true)
    expect(told).toEqual({ list: 'numbers', filters: '', rows: 95, sha256: sha256Hex(Buffer.concat(pieces)) })
    const both = (await world.events()).filter((e) => e.event.startsWith('list.'))
    expect(new Set(both.map((e) => e.subject_id)).size).toBe(1)
  })
  test('that fails on the way breaks the stream and says so in the log', async () => {
    const world = await makeWorld(),
      { operation } = countedList(95, 40)
    await expect(bytesOf(await world.as('finance').run(operation, {}))).rejects.toThrow()
    await vi.waitFor(async () => expect(await toldOf(world, 'list.export_stopped')).toMatchObject([{ reason: 'it broke off' }]))
    expect(await toldOf(world, 'list.exported')).toEqual([])
  })
  test('of whom the session ended on the way is broken off', async () => {
    const world = await makeWorld(),
      { operation } = countedList(45)
    const reader = (await world.as('finance').run(operation, {})).body.getReader()
    await reader.read()
    await admin`update identity.sessions set ended_at = now(), ended_reason = 'test' where id = ${world.people.finance.sessionId}`
    await expect(
      (async () => {
        while (!(await reader.read()).done);
      })(),
    ).rejects.toThrow()
    expect([await toldOf(world, 'list.exported'), (await toldOf(world, 'list.export_begun')).length]).toEqual([[], 1])
  })
  test('nobody can take who may not: nothing is begun', async () => {
    const world = await makeWorld(),
      { seen, operation } = countedList(95)
    expect(
      (
        await refusalOf(
          world
            .as('crew')
            .run(
              listExport({
                name: 'test.exportOthers',
                needs: 'member.read',
                input: z.strictObject({}),
                of: () => listOf('others', {}, [], () => Promise.resolve({ rows: [], next: undefined, previous: undefined })),
              }),
              {},
            ),
        )
      ).code,
    ).toBe('forbidden')
    expect([seen.reads, operation.kind, await toldOf(world, 'list.export_begun')]).toEqual([0, 'command', []])
  })
  test('never counts against the next, however it ends; a third at once of one company waits its turn', async () => {
    const world = await makeWorld(),
      { operation } = countedList(45)
    for (let n = 0; n < 6; n++) {
      const file = await world.as('finance').run(operation, {})
      if (n % 3 === 0) await file.stop('the client went away')
      else if (n % 3 === 1) await file.body.cancel()
      else await bytesOf(file)
    }
    const open = await Promise.all([world.as('finance').run(operation, {}), world.as('owner').run(operation, {})])
    expect(await refusalOf(world.as('manager').run(operation, {}))).toMatchObject({
      code: 'unavailable',
      message: 'Other exports are under way. Try again in a minute.',
    })
    expect((await toldOf(world, 'list.export_stopped')).at(-1)).toMatchObject({ reason: 'it could not begin' })
    for (const file of open) expect((await bytesOf(file)).length).toBeGreaterThan(100)
    expect((await bytesOf(await world.as('manager').run(operation, {}))).length).toBeGreaterThan(100)
    await vi.waitFor(async () => expect(await leftOpen()).toBe(0), { timeout: 5_000 })
  })
})
describe('a list of the product', () => {
  test('is one snapshot: what is added while it is read is not in it, and each row is in it once', async () => {
    const world = await makeWorld()
    await crewsOf(world, 2_500)
    const reader = (await world.as('owner').run(exportCrews, {})).body.getReader(),
      pieces: Uint8Array[] = []
    pieces.push((await reader.read()).value as Uint8Array)
    await admin`insert into public.crews (tenant_id, id, number, name, key) values (${world.tenant}, ${newUuid(new Date())}, 'C-late', 'Zz late', 'late')`
    for (;;) {
      const { done, value } = await reader.read()
      if (done) break
      pieces.push(value)
    }
    const lines = Buffer.concat(pieces).toString().trim().split('\r\n').slice(1)
    expect([lines.length, new Set(lines).size, lines.some((line) => line.includes('late'))]).toEqual([2_500, 2_500, false])
  })
  test('of a quarter of a million rows leaves whole, and nobody else’s', async () => {
    const world = await makeWorld(),
      other = await makeWorld()
    await crewsOf(world, 250_000)
    await crewsOf(other, 3)
    await admin`analyze public.crews` // a table that grew by itself would have been
    let rows = 0,
      largest = 0
    const decoder = new TextDecoder()
    for await (const piece of (await world.as('owner').run(exportCrews, { sort: 'added' })).body) {
      largest = Math.max(largest, piece.length)
      rows += decoder.decode(piece, { stream: true }).split('\r\n').length - 1
    }
    expect([rows - 1, (await toldOf(world, 'list.exported'))[0]?.['rows']]).toEqual([250_000, 250_000])
    expect(largest).toBeLessThan(200_000) // never more than one reading is held
    expect((await bytesOf(await other.as('owner').run(exportCrews, {}))).toString().trim().split('\r\n')).toHaveLength(4)
  }, 120_000)
})
