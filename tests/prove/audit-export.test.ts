// A million events are sealed in bulk, exported in constant memory, and proven by a verifier that has only the file and a fingerprint.
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { expect, test } from 'vitest'
import { requestExport } from '../../lib/audit/request-export.ts'
import { streamExport } from '../../lib/audit/stream-export.ts'
import { verifyBundle } from '../../lib/audit/verify-bundle.ts'
import { auditSigner } from '../../lib/platform/keys/keys.ts'
import { admin, makeWorld, type World } from '../support/world.ts'
import { asSuperuser, newSealer, sealAll, treeOf } from '../audit/live-log.ts'

const events = 1_000_000
const megabyte = 1 << 20

/** What a year of a busy company leaves, written by the owner at once: the guards sleep, the sealer does not. */
async function load(world: World): Promise<void> {
  const slice = 100_000
  for (let from = 0; from < events; from += slice) {
    await asSuperuser((sql) => sql.unsafe(`insert into audit_events (tenant_id, id, seq, xid, at, actor_kind, actor_id, actor_role, event, subject_kind, subject_id, detail, permission, request_id, correlation_id, personal_commitment)
      select $1::uuid, (lpad(to_hex((extract(epoch from clock_timestamp()) * 1000)::bigint), 12, '0') || '7' || substr(lpad(to_hex(n % 4096), 3, '0'), 1, 3) || '8' || substr(md5(n::text), 1, 15))::uuid, nextval('audit.seq'), pg_current_xact_id()::text::bigint,
        now() - make_interval(secs => ${events} - n), 'member', md5((n % 40)::text)::uuid, 'manager', 'payout.approved', 'payout', md5((n / 5)::text)::uuid, json_build_object('amount', (n % 5000) || '.00 USD', 'note', 'event ' || n)::text, 'payout.approve', 'req_' || n, md5((n / 3)::text)::uuid, ''
      from generate_series($2::bigint, $3::bigint) n`, [world.tenant, from, from + slice - 1]))
  }
  await admin`analyze`
}
async function download(world: World, format: 'csv' | 'bundle', file: string): Promise<{ bytes: number; growth: number; seconds: number }> {
  const { id } = await world.as('owner').run(requestExport, { format })
  const before = process.memoryUsage().rss, started = performance.now()
  let bytes = 0, peak = before
  const { body } = await streamExport(world.people.owner.caller, id, new AbortController().signal)
  const out = fs.openSync(file, 'w'), reader = body.getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) break
    bytes += fs.writeSync(out, value)
    peak = Math.max(peak, process.memoryUsage().rss)
  }
  fs.closeSync(out)
  return { bytes, growth: (peak - before) / megabyte, seconds: (performance.now() - started) / 1000 }
}

test('a million events', async () => {
  const world = await makeWorld(), folder = fs.mkdtempSync(path.join(os.tmpdir(), 'plumbline-million-'))
  await load(world)
  const started = performance.now()
  await sealAll(newSealer(), world.tenant)
  console.log(`sealed ${Math.round(events / ((performance.now() - started) / 1000))} events a second`)
  expect((await treeOf(world.tenant)).size).toBe(events)

  await download(world, 'csv', path.join(folder, 'warm.csv'))           // code and buffers that stay; growth is judged after it
  const csv = await download(world, 'csv', path.join(folder, 'log.csv'))
  console.log(`spreadsheet: ${Math.round(events / csv.seconds)} rows a second, memory grew by ${Math.round(csv.growth)} MB`)
  expect(csv.growth).toBeLessThan(100)
  const [done] = (await world.events('audit.exported')).slice(-1)
  expect(Number(done?.detail['rows'])).toBeGreaterThanOrEqual(events)
  expect(csv.bytes).toBeGreaterThan(200 * megabyte)

  const file = path.join(folder, 'log.zip')
  const bundle = await download(world, 'bundle', file)
  console.log(`bundle: ${Math.round(events / bundle.seconds)} rows a second, memory grew by ${Math.round(bundle.growth)} MB, ${Math.round(bundle.bytes / megabyte)} MB`)
  const began = performance.now()
  const report = await verifyBundle(file, { fingerprints: [auditSigner().fingerprint] })
  console.log(`verified ${Math.round(report.rows / ((performance.now() - began) / 1000))} rows a second`)
  expect(report.verdict, JSON.stringify(report.findings)).toBe('proven')
  expect(report.rows).toBeGreaterThanOrEqual(events)
  fs.rmSync(folder, { recursive: true })
}, 1_800_000)
