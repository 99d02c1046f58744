// An export is exactly the filtered log, leaves by a recorded and confirmed request only, and never keeps a backend when its client goes away.
// ASVS V8.3.3 V15.2.2
import { parse } from 'csv-parse/sync'
import { beforeAll, describe, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { event } from '../../lib/access/event.ts'
import { csvRecord } from '../../lib/audit/csv.ts'
import { csvHeader, withSentences } from '../../lib/audit/export-sentences.ts'
import { requestExport } from '../../lib/audit/request-export.ts'
import { searchEvents } from '../../lib/audit/search-events.ts'
import { streamExport, type Download } from '../../lib/audit/stream-export.ts'
import { unescapeFormula } from '../../lib/audit/formula-escape.ts'
import { verifyBundle } from '../../lib/audit/verify-bundle.ts'
import { sha256Hex } from '../../lib/kernel/digest.ts'
import { decodeId } from '../../lib/kernel/id.ts'
import { auditSigner } from '../../lib/platform/keys/keys.ts'
import { admin, makeWorld, refusalOf, type Person, type World } from '../support/world.ts'
import { asSuperuser, keepOtherSealersOut, leavesOf, newSealer, record, sealAll } from './live-log.ts'
import { Bundle } from './sealed-log.ts'

const hostile = ['=HYPERLINK("http://x")', '+49 30', '-1', '@sum', "'quoted", 'a,b "c"', 'two\r\nlines', '\tTab', '＝1+1', '\u200b=1', 'Nguyễn', '']
let world: World
beforeAll(async () => {
  world = await makeWorld()
  for (let i = 0; i < 30; i++)
    await record(world.tenant, [
      {
        event: i % 3 === 0 ? 'test.third' : 'test.done',
        detail: { n: i, text: hostile[i % 10] ?? '' },
        name: hostile[i % 10] || 'Someone',
        ip: `198.51.100.${i % 2}`,
        personal: { note: hostile[(i + 1) % 10] ?? '' },
      },
    ])
  await sealAll(newSealer(), world.tenant)
})
async function ask(input: object, person: Person = world.people.read_only, w = world): Promise<string> {
  return (await w.as(person).run(requestExport, input)).id
}
async function collect({ body }: Download): Promise<Buffer> {
  return Buffer.from(await new Response(body).arrayBuffer())
}
async function take(input: object, person: Person = world.people.read_only, w = world): Promise<{ bytes: Buffer; fileName: string }> {
  const download = await streamExport(person.caller, await ask(input, person, w), new AbortController().signal)
  return { bytes: await collect(download), fileName: download.fileName }
}
const cells = (bytes: Buffer): Record<string, string>[] => parse(bytes, { bom: true, columns: true }) as Record<string, string>[]
/** Transactions of requests that began before now and are still open, once every one that ends by itself has had the time to: other files' tests run beside this one. */
async function leftOpen(): Promise<number> {
  const [now] = await admin<{ at: string }[]>`select now()::text as at`
  const open = async (): Promise<number> =>
    (await admin<{ n: number }[]>`select count(*)::int as n from pg_stat_activity where usename = 'app_rw' and xact_start < ${now?.at ?? ''}::timestamptz`)[0]
      ?.n ?? -1
  for (let i = 0; i < 500 && (await open()) > 0; i++)
    await new Promise((resolve) => {
      setTimeout(resolve, 50)
    })
  return await open()
}

describe('the spreadsheet', () => {
  test('holds every event as it is stored, oldest first, and nothing a spreadsheet would run', async () => {
    const { bytes, fileName } = await take({ format: 'csv' })
    const rows = cells(bytes).filter((row) => row['event']?.startsWith('test.'))
    const stored = await admin<
      { id: string; detail: string; ip: string; name: string; leaf: number | null; at: string }[]
    >`select e.id::text as id, e.detail, p.ip, p.name, l.leaf_index::int as leaf, to_char(e.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at
      from audit_events e join audit_personal p on p.tenant_id = e.tenant_id and p.id = e.id left join audit_leaves l on l.tenant_id = e.tenant_id and l.id = e.id where e.tenant_id = ${world.tenant} and e.event like 'test.%' order by e.id`
    expect(
      rows.map((row) => ({
        id: row['id'],
        detail: row['detail'],
        ip: unescapeFormula(row['ip'] ?? ''),
        name: unescapeFormula(row['person'] ?? ''),
        leaf: Number(row['leaf_index']),
        at: row['at'],
      })),
    ).toEqual(stored.map((row) => ({ ...row })))
    for (const row of cells(bytes)) for (const cell of Object.values(row)) expect(cell).not.toMatch(/^[=+\-@\t\r\n]/)
    expect(bytes.subarray(0, 3).toString('hex')).toBe('efbbbf')
    expect(fileName).toMatch(/^tidewell-[0-9a-f]{6}-audit-\d{4}-\d{2}-\d{2}\.csv$/)
  })
  test('says each event in the sentence that the screen shows, beside the person', async () => {
    const { rows: shown } = await world.as('read_only').run(searchEvents, { size: 100 }),
      sentences = new Map(shown.map((item) => [decodeId('auditEvent', item.id), item.sentence]))
    const { bytes } = await take({ format: 'csv' }),
      rows = cells(bytes).filter((row) => sentences.has(row['id'] ?? ''))
    expect(rows.length).toBe(sentences.size)
    expect(rows.map((row) => unescapeFormula(row['sentence'] ?? ''))).toEqual(rows.map((row) => sentences.get(row['id'] ?? '')))
    expect(rows.map((row) => row['sentence'])).toEqual(expect.arrayContaining(['test third', expect.stringMatching(/^asked for an export of the audit log/)]))
    expect(bytes.toString().split('\n', 1)[0]).toBe(
      '\ufeffleaf_index,at,person,actor_role,sentence,event,subject_kind,subject_id,detail,ip,permission,request_id,correlation_id,actor_kind,actor_id,id',
    )
  })
  test('disarms a sentence that a spreadsheet would run, and keeps cells of more than a line whole', () => {
    event('test.said', 'member', z.strictObject({ text: z.string() }), (d) => d.text)
    const row = (detail: object): string =>
      csvRecord(['7', 'at', 'Ann "A"\nB', 'owner', 'test.said', 'member', '', JSON.stringify(detail), '', 'p', 'r', 'c', 'member', '', 'id']).replace(
        '\r\n',
        '\n',
      )
    const written = Buffer.from(withSentences(Buffer.from(hostile.map((text) => row({ text })).join('')))).toString(),
      read = parse(written, { columns: [...csvHeader] }) as Record<string, string>[]
    expect(read.map((one) => unescapeFormula(one['sentence'] ?? ''))).toEqual(hostile)
    for (const one of read) expect([one['sentence'], one['person']]).toEqual([expect.not.stringMatching(/^[=+\-@\t\r\n＝\u200b]/), 'Ann "A"\nB'])
  })
  test('of a filter holds what the screen shows for it', async () => {
    expect(cells((await take({ format: 'csv', action: 'test.third' })).bytes)).toHaveLength(10)
    expect(cells((await take({ format: 'csv', ip: '198.51.100.1' })).bytes)).toHaveLength(15)
    expect(cells((await take({ format: 'csv', dayTo: '2020-01-01' })).bytes)).toHaveLength(0)
    expect(cells((await take({ format: 'csv', action: 'test.third', ip: '198.51.100.0' })).bytes)).toHaveLength(5)
  })
  test('is recorded with its filter, its count and its digest', async () => {
    const { bytes } = await take({ format: 'csv', action: 'test.third' })
    const [done] = (await world.events('audit.exported')).slice(-1)
    expect(done?.detail).toEqual({ format: 'csv', filter: '{"action":"test.third"}', rows: 10, notSealed: 0, sha256: sha256Hex(bytes) })
    expect((await world.events('audit.export_requested')).at(-1)?.subject_id).toBe(done?.subject_id)
  })
})

describe('a download', () => {
  test('needs a second factor for this very export', async () => {
    expect((await refusalOf(world.as('read_only').runWithoutFactor(requestExport, { format: 'csv' }))).code).toBe('step_up')
  })
  test('serves once, its own asker, for ten minutes', async () => {
    const open = (person: Person, id: string) => streamExport(person.caller, id, new AbortController().signal)
    const id = await ask({ format: 'csv' })
    expect((await refusalOf(open(world.people.finance, id))).code).toBe('not_found')
    expect((await refusalOf(open(world.people.crew, id))).code).toBe('forbidden')
    await collect(await open(world.people.read_only, id))
    expect(await refusalOf(open(world.people.read_only, id))).toMatchObject({
      code: 'conflict',
      message: 'This export was taken already. Ask for it again: each one is on record.',
    })
    const late = await ask({ format: 'csv' })
    await asSuperuser(
      (sql) => sql`update audit_events set at = at - interval '11 minutes' where tenant_id = ${world.tenant} and event = 'audit.export_requested'`,
    )
    expect((await refusalOf(open(world.people.read_only, late))).message).toContain('more than 10 minutes ago')
    const other = await makeWorld()
    expect((await refusalOf(open(other.people.owner, id))).code).toBe('not_found')
  })
})

describe('the bundle', () => {
  const trust = () => ({ fingerprints: [auditSigner().fingerprint] })
  test('of a whole log is proven by the verifier, rows not yet sealed included', async () => {
    const w = await makeWorld()
    await record(
      w.tenant,
      Array.from({ length: 1_500 }, (_, i) => ({ detail: { n: i, text: hostile[i % 10] }, personal: { note: hostile[i % 10] ?? '' } })),
    )
    // The asking is an event too, and what this counts as not sealed.
    const letOthersIn = await keepOtherSealersOut()
    await sealAll(newSealer(), w.tenant)
    const { bytes } = await take({ format: 'bundle' }, w.people.owner, w).finally(letOthersIn)
    const report = await verifyBundle(new Bundle(bytes).save(), trust())
    const texts = report.findings.map((f) => f.text).join('\n')
    expect([report.verdict, report.rows], texts).toEqual(['proven', 1_501])
    expect(texts).toContain('entries 0 to 1,499, 1,500 rows and none left out')
    expect(texts).toContain('1 row not sealed when this was made')
  })
  test('of a filter is proven to be genuine', async () => {
    const { bytes } = await take({ format: 'bundle', action: 'test.third' })
    const report = await verifyBundle(new Bundle(bytes).save(), trust())
    expect([report.verdict, report.rows], JSON.stringify(report.findings)).toEqual(['proven', 10])
    expect(new Bundle(bytes).text('audit.csv')).toContain(',test third,')
  })
  test.each([
    [
      'an edited event',
      (t: string, id: string) => asSuperuser((sql) => sql`update audit_events set actor_role = 'owner' where tenant_id = ${t} and id = ${id}`),
      17,
      'entry 17 was changed: its fields give the leaf',
    ],
    [
      'an edited personal value',
      (t: string, id: string) =>
        asSuperuser((sql) => sql`update audit_personal set body = replace(body, '192.0.2.9', '192.0.2.8') where tenant_id = ${t} and id = ${id}`),
      17,
      'entry 17 was changed: its personal values',
    ],
    [
      'a forged leaf',
      (t: string, id: string) => asSuperuser((sql) => sql`update audit_leaves set hash = sha256(hash) where tenant_id = ${t} and id = ${id}`),
      0,
      'entry',
    ],
  ])('made after a superuser left %s names it', async (_what, tamper, entry, sentence) => {
    const w = await makeWorld()
    await record(
      w.tenant,
      Array.from({ length: 40 }, (_, i) => ({ detail: { n: i } })),
    )
    await sealAll(newSealer(), w.tenant)
    await tamper(w.tenant, (await leavesOf(w.tenant))[17]?.id as string)
    const { bytes } = await take({ format: 'bundle' }, w.people.owner, w)
    const report = await verifyBundle(new Bundle(bytes).save(), trust())
    expect([report.verdict, report.firstBad], JSON.stringify(report.findings)).toEqual(['broken', entry])
    expect(report.findings.map((f) => f.text).join('\n')).toContain(sentence)
  })
  test('of a log in which nothing is sealed yet is refused with a sentence', async () => {
    const w = await makeWorld()
    expect((await refusalOf(take({ format: 'bundle' }, w.people.owner, w))).message).toBe('Nothing is sealed yet. Try again in a few seconds.')
    expect(await leftOpen()).toBe(0)
  })
})

describe('a client that goes away', () => {
  let large: World
  beforeAll(async () => {
    large = await makeWorld()
    for (let i = 0; i < 10; i++)
      await record(
        large.tenant,
        Array.from({ length: 2_000 }, (_, n) => ({ detail: { n, text: 'x'.repeat(300) } })),
      )
    await sealAll(newSealer(), large.tenant)
  }, 60_000)
  test.each(['csv', 'bundle'] as const)(
    'in the middle of a %s leaves no backend behind, and a trace',
    async (format) => {
      for (let i = 0; i < 15; i++) {
        // more often than there are connections
        const { body } = await streamExport(large.people.owner.caller, await ask({ format }, large.people.owner, large), new AbortController().signal)
        const reader = body.getReader()
        for (let n = 0; n <= i % 3; n++) await reader.read()
        await reader.cancel()
      }
      expect(await leftOpen()).toBe(0)
      const traces = async (): Promise<number> =>
        (await large.events('audit.export_stopped')).filter((e) => e.detail['format'] === format && e.detail['reason'] === 'the client went away').length
      await vi.waitFor(async () => expect(await traces()).toBe(15), 10_000)
      expect(cells((await take({ format: 'csv', action: 'audit.export_stopped' }, large.people.owner, large)).bytes).length).toBeGreaterThanOrEqual(15)
    },
    60_000,
  )
  test('before it has read anything, or whose connection breaks while it does not read, too', async () => {
    const before = (await large.events('audit.export_stopped')).length
    const abort = new AbortController()
    const first = await streamExport(large.people.owner.caller, await ask({ format: 'csv' }, large.people.owner, large), abort.signal)
    abort.abort()
    await expect(collect(first)).rejects.toThrow()
    const again = new AbortController()
    const second = await streamExport(large.people.owner.caller, await ask({ format: 'csv' }, large.people.owner, large), again.signal)
    const reader = second.body.getReader()
    await reader.read()
    again.abort()
    await expect(
      (async () => {
        for (;;) if ((await reader.read()).done) return
      })(),
    ).rejects.toThrow()
    expect(await leftOpen()).toBe(0)
    await vi.waitFor(async () => expect((await large.events('audit.export_stopped')).length - before).toBe(2), 10_000)
  })
  test('never counts against the next: four at once are served in turn', async () => {
    const ids: string[] = []
    while (ids.length < 4) ids.push(await ask({ format: 'csv' }, large.people.owner, large))
    const open = await Promise.allSettled(ids.map((id) => streamExport(large.people.owner.caller, id, new AbortController().signal)))
    expect(open.filter((o) => o.status === 'rejected')).toHaveLength(2)
    // A company takes two of three places at most: another one's log is served meanwhile.
    const other = await makeWorld(),
      asked = await other.as('owner').run(requestExport, { format: 'csv' })
    expect((await collect(await streamExport(other.people.owner.caller, asked.id, new AbortController().signal))).length).toBeGreaterThan(0)
    for (const o of open) if (o.status === 'fulfilled') expect((await collect(o.value)).length).toBeGreaterThan(5_000_000)
    expect((await take({ format: 'csv' }, large.people.owner, large)).bytes.length).toBeGreaterThan(5_000_000)
  })
})
