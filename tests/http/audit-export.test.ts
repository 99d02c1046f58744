// Over HTTP a confirmed export arrives whole and proven; a client that hangs up leaves no backend behind; nobody else's export opens.
import { execFile } from 'node:child_process'
import fs from 'node:fs'
import http from 'node:http'
import os from 'node:os'
import path from 'node:path'
import { beforeAll, describe, expect, inject, test } from 'vitest'
import { requestExport } from '../../lib/audit/request-export.ts'
import { makeSessionToken } from '../../lib/identity/session-token.ts'
import { auditSigner } from '../../lib/platform/keys/keys.ts'
import { admin, makeWorld, type Person, type World } from '../support/world.ts'
import { record } from '../audit/live-log.ts'

const origin = inject('origin')
let world: World
const cookieOf = async ({ caller }: Person): Promise<string> => {
  if (caller.door.kind !== 'session') throw new Error('a person has a session')
  return `session=${await makeSessionToken({ tenant: caller.door.tenant, secret: caller.door.secret })}`
}
const address = (id: string): string => `${origin}/api/audit/exports/${id}`
async function ask(format: 'csv' | 'bundle'): Promise<string> {
  return (await world.as('owner').run(requestExport, { format })).id
}
const busy = async (): Promise<number> =>
  ((await admin<{ n: number }[]>`select count(*)::int as n from pg_stat_activity where usename = 'app_rw' and state <> 'idle'`)[0] as { n: number }).n

beforeAll(async () => {
  world = await makeWorld()
  for (let i = 0; i < 12; i++)
    await record(
      world.tenant,
      Array.from({ length: 2_000 }, (_, n) => ({ detail: { n, text: 'x'.repeat(300) } })),
    )
  for (let i = 0; i < 600; i++) {
    // the running product seals by itself
    const [tree] = await admin`select size from audit_trees where tenant_id = ${world.tenant}`
    if (Number(tree?.['size'] ?? 0) >= 24_000) return
    await new Promise((resolve) => {
      setTimeout(resolve, 100)
    })
  }
  throw new Error('the product sealed nothing within a minute')
}, 120_000)

describe('an export over HTTP', () => {
  test('is an attachment that no browser runs, and arrives whole', async () => {
    const response = await fetch(address(await ask('csv')), { headers: { cookie: await cookieOf(world.people.owner) } })
    expect([
      response.status,
      response.headers.get('content-type'),
      response.headers.get('content-disposition')?.startsWith('attachment;'),
      response.headers.get('cache-control'),
    ]).toEqual([200, 'text/csv; charset=utf-8', true, expect.stringContaining('no-store')])
    expect((await response.text()).split('\n').length).toBeGreaterThan(24_000)
  })
  test('with proofs is proven by the verifier that the product ships', async () => {
    const response = await fetch(address(await ask('bundle')), { headers: { cookie: await cookieOf(world.people.owner) } })
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'plumbline-bundle-')),
      file = path.join(folder, 'bundle.zip'),
      verifier = path.join(folder, 'verify.mjs')
    fs.writeFileSync(file, Buffer.from(await response.arrayBuffer()))
    fs.writeFileSync(verifier, await (await fetch(`${origin}/verify.mjs`)).text())
    const answer = await new Promise<{ code: number; out: string }>((resolve) => {
      execFile(process.execPath, [verifier, file, '--key', auditSigner().fingerprint], (error, out) => resolve({ code: error ? Number(error.code) : 0, out }))
    })
    expect(answer, answer.out).toMatchObject({ code: 0 })
  })
  test('opens for nobody else, and without a session for nobody', async () => {
    const id = await ask('csv')
    expect((await fetch(address(id), { redirect: 'manual' })).status).toBe(401)
    expect((await fetch(address(id), { headers: { cookie: await cookieOf(world.people.finance) } })).status).toBe(404)
    expect((await fetch(address(id), { headers: { cookie: await cookieOf(world.people.crew) } })).status).toBe(403)
    const other = await makeWorld()
    expect((await fetch(address(id), { headers: { cookie: await cookieOf(other.people.owner) } })).status).toBe(404)
  })
  test('whose client hangs up again and again leaves no backend behind, and a trace of each', async () => {
    for (let i = 0; i < 14; i++) await hangUp(address(await ask(i % 2 === 0 ? 'csv' : 'bundle')), await cookieOf(world.people.owner))
    let stopped = 0
    for (let n = 0; n < 200 && ((await busy()) > 0 || stopped < 14); n++) {
      await new Promise((resolve) => {
        setTimeout(resolve, 50)
      })
      stopped = (await world.events('audit.export_stopped')).length
    }
    expect([await busy(), stopped]).toEqual([0, 14])
    expect((await fetch(address(await ask('csv')), { headers: { cookie: await cookieOf(world.people.owner) } })).status).toBe(200)
  }, 60_000)
})

/** Reads the first bytes and cuts the connection. */
function hangUp(url: string, cookie: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = http.get(url, { headers: { cookie }, agent: false }, (response) => {
      response.once('data', () => {
        request.destroy()
        resolve()
      })
    })
    request.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNRESET') resolve()
      else reject(error)
    })
  })
}
