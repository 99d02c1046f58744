// A million events leave over HTTP whole, unable to run in a spreadsheet and in constant memory, and are proven by a verifier that has only the file and a fingerprint.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import fs from 'node:fs'
import http from 'node:http'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { closePools } from '../../db/client.ts'
import { requestExport } from '../../lib/audit/request-export.ts'
import { auditSigner } from '../../lib/platform/keys/keys.ts'
import { residentMegabytes, watchMemory } from '../../scripts/bench/process-memory.ts'
import { sessionCookie } from '../support/http-act.ts'
import { adoptProduct, childOf } from '../support/own-product.ts'
import { makeScratch, removeScratch, startProduct } from '../support/product.ts'
import type { World } from '../support/world.ts'

const events = 1_000_000,
  megabytesMax = 100
const folder = makeScratch()
// Without the worker and the sealer: the log is sealed in bulk while it is loaded.
const product = await startProduct({ folder, args: ['--only=serve'], env: { PLUMBLINE_LOG_LEVEL: 'warn' } })
adoptProduct(product)
const { admin, makeWorld } = await import('../support/world.ts')
const { asSuperuser, record, newSealer, sealAll } = await import('../audit/live-log.ts')
afterAll(async () => {
  await Promise.all([admin.end(), closePools()])
  expect(await product.stop()).toBe(0)
  removeScratch(folder)
})

/**
 * What a year of a busy company leaves, written by the owner at once: the guards sleep, the sealer does not. Every other row is of a shape
 * that the code no longer writes: the log outlives the code.
 */
async function load(world: World): Promise<void> {
  const slice = 100_000
  for (let from = 0; from < events; from += slice) {
    await asSuperuser((sql) =>
      sql.unsafe(
        `insert into audit_events (tenant_id, id, seq, xid, at, actor_kind, actor_id, actor_role, event, subject_kind, subject_id, detail, permission, request_id, correlation_id, personal_commitment)
      select $1::uuid, (lpad(to_hex((extract(epoch from clock_timestamp()) * 1000)::bigint), 12, '0') || '7' || substr(lpad(to_hex(n % 4096), 3, '0'), 1, 3) || '8' || substr(md5(n::text), 1, 15))::uuid, nextval('audit.seq'), pg_current_xact_id()::text::bigint,
        now() - make_interval(secs => ${events} - n), 'member', md5((n % 40)::text)::uuid, 'manager', 'payout.approved', 'payout', md5((n / 5)::text)::uuid, case n % 2 when 0 then json_build_object('number', 'P-' || n, 'amount', (n % 5000) || '.00 USD', 'step', 'first of 2', 'changes', '[]'::json) else json_build_object('amount', (n % 5000) || '.00 USD', 'note', 'event ' || n) end::text, 'payout.approve', 'req_' || n, md5((n / 3)::text)::uuid, ''
      from generate_series($2::bigint, $3::bigint) n`,
        [world.tenant, from, from + slice - 1],
      ),
    )
  }
  await admin`analyze`
}
/** What a spreadsheet would run when it opens the file, written by people as their names. */
const hostile = ['=HYPERLINK("https://evil.test","pay")', "+1+cmd|' /C calc'!A0", '-2+3', '@SUM(A1)', '\t=1', '\r=1', "'=1", 'a "quoted", name\nin two lines']
interface Taken {
  readonly seconds: number
  readonly grown: number
  readonly bytes: number
  readonly sha256: string
}
/** Asks for an export and takes it as a browser does, piece by piece, while the server's memory is watched. */
async function download(world: World, format: 'csv' | 'bundle', take: (piece: Buffer) => void): Promise<Taken> {
  const { id } = await world.as('owner').run(requestExport, { format }),
    cookie = await sessionCookie(world.people.owner),
    server = childOf(product, 'serve')
  const before = residentMegabytes(server),
    watch = watchMemory(server),
    started = performance.now(),
    hash = createHash('sha256')
  const [response] = (await once(http.get(`${product.origin}/api/audit/exports/${id}`, { headers: { cookie } }), 'response')) as [http.IncomingMessage]
  expect(response.statusCode).toBe(200)
  let bytes = 0
  for await (const piece of response as AsyncIterable<Buffer>) {
    bytes += piece.length
    hash.update(piece)
    take(piece)
  }
  expect(response.complete).toBe(true)
  return { bytes, grown: watch.stop() - before, seconds: (performance.now() - started) / 1000, sha256: hash.digest('hex') }
}
/** Reads a spreadsheet of any size byte by byte: counts its records, and keeps each first byte of a cell that is not a number's. */
class Cells {
  records = 0
  readonly #starts = new Uint8Array(256)
  #quoted = false
  #atStart = true
  take(piece: Buffer): void {
    for (const byte of piece) {
      if (byte === 0x22) this.#quoted = !this.#quoted
      else if (!this.#quoted && (byte === 0x2c || byte === 0x0a)) {
        this.#atStart = true
        if (byte === 0x0a) this.records++
      } else if (this.#atStart) {
        this.#starts[byte] = 1
        this.#atStart = false
      }
    }
  }
  /** Those of the given characters that some cell begins with. */
  beginWith(characters: readonly string[]): string[] {
    return characters.filter((character) => this.#starts[character.charCodeAt(0)] === 1)
  }
}

test('a million events', async () => {
  const world = await makeWorld(),
    started = performance.now()
  await load(world)
  for (const name of hostile) await record(world.tenant, [{ name, detail: { text: name } }])
  await sealAll(newSealer(path.join(product.keysDir, 'sealed')), world.tenant)
  console.log(`loaded and sealed ${Math.round(events / ((performance.now() - started) / 1000))} events a second`)

  await download(world, 'csv', () => undefined) // code and buffers that stay; growth is judged after it
  const cells = new Cells(),
    csv = await download(world, 'csv', (piece) => cells.take(piece))
  console.log(
    `spreadsheet: ${Math.round(events / csv.seconds)} rows a second, ${Math.round(csv.bytes / 2 ** 20)} MB, the server grew by ${Math.round(csv.grown)} MB`,
  )
  const [last] = (await world.events('audit.exported')).slice(-1)
  expect(last?.detail).toMatchObject({ format: 'csv', sha256: csv.sha256, rows: cells.records - 1 })
  const [{ n } = { n: 0 }] = await admin<{ n: number }[]>`select count(*)::int as n from audit_events where tenant_id = ${world.tenant}`
  expect(cells.records - 1).toBe(n - 1) // a header, and every event but that of this very export
  expect(cells.beginWith(['=', '+', '-', '@', '\t', '\r', "'"])).toEqual(["'"])
  expect(csv.grown).toBeLessThan(megabytesMax)

  const file = path.join(folder, 'log.zip'),
    verifier = path.join(folder, 'verify.mjs'),
    out = fs.openSync(file, 'w')
  const bundle = await download(world, 'bundle', (piece) => void fs.writeSync(out, piece))
  fs.closeSync(out)
  console.log(
    `bundle: ${Math.round(events / bundle.seconds)} rows a second, ${Math.round(bundle.bytes / 2 ** 20)} MB, the server grew by ${Math.round(bundle.grown)} MB`,
  )
  fs.writeFileSync(verifier, await (await fetch(`${product.origin}/verify.mjs`)).text())
  const telling = `data:text/javascript,process.on('exit',()=>process.stderr.write('peak '+process.resourceUsage().maxRSS))`
  const began = performance.now(),
    child = spawn(process.execPath, ['--import', telling, verifier, file, '--key', auditSigner().fingerprint, '--json'], { stdio: ['ignore', 'pipe', 'pipe'] })
  const exited = once(child, 'close')
  let report = '',
    said = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (report += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text))
  const [code] = await exited,
    peak = Number(/peak (\d+)/.exec(said)?.[1]) / 1024
  console.log(`verified ${Math.round(events / ((performance.now() - began) / 1000))} rows a second in ${Math.round(peak)} MB`)
  expect(code, report.slice(0, 2_000)).toBe(0)
  expect(JSON.parse(report)).toMatchObject({ verdict: 'proven' })
  expect((JSON.parse(report) as { rows: number }).rows).toBeGreaterThan(events)
  expect(peak).toBeLessThan(400)
}, 1_800_000)
