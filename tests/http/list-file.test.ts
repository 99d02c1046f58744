// Over HTTP a long list arrives whole or visibly broken; a client that stops or hangs up leaves no backend behind, and a trace.
import http from 'node:http'
import { beforeAll, describe, expect, inject, test, vi } from 'vitest'
import { makeSessionToken } from '../../lib/identity/session-token.ts'
import { admin, makeWorld, type World } from '../support/world.ts'

const origin = inject('origin'),
  rows = 40_000
let world: World,
  cookie = ''
beforeAll(async () => {
  world = await makeWorld(new Date().toISOString())
  const { door } = world.people.owner.caller
  if (door.kind !== 'session') throw new Error('a person has a session')
  cookie = `session=${await makeSessionToken({ tenant: door.tenant, secret: door.secret })}`
  await admin`insert into public.crews (tenant_id, id, number, name, key) select ${world.tenant}, gen_random_uuid(), 'C-' || n, 'Crew ' || n || repeat(' long', 100), 'key ' || n from generate_series(1, ${rows}::int) n`
  await admin`analyze public.crews`
}, 120_000)
/** Backends of exports of this list that wait for their reader, and since when. */
const waiting = (): Promise<{ pid: number; since: string }[]> =>
  admin<
    { pid: number; since: string }[]
  >`select pid, state_change::text as since from pg_stat_activity where usename = 'app_rw' and state = 'idle in transaction' and query like '%crews%'`
const reasons = async (): Promise<unknown[]> => (await world.events('list.export_stopped')).map((e) => e.detail['reason'])
/** Begins to read and then holds still. */
function begin(): Promise<http.IncomingMessage> {
  return new Promise((resolve, reject) => {
    const request = http.get(`${origin}/crews.csv?sort=added`, { headers: { cookie }, agent: false }, (response) =>
      response.once('readable', () => resolve(response)),
    )
    request.on('error', reject)
  })
}
/** The backend that does nothing any more: between two pages, one waits for a moment only. */
function stoodStill(): Promise<number> {
  let before: { pid: number; since: string }[] = []
  return vi.waitFor(
    async () => {
      const was = before
      before = await waiting()
      expect(before).toHaveLength(1)
      expect(before).toEqual(was)
      return before[0]?.pid ?? 0
    },
    { timeout: 20_000, interval: 500 },
  )
}

describe('a long list', () => {
  test('arrives whole', async () => {
    const response = await fetch(`${origin}/crews.csv?sort=added`, { headers: { cookie } })
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/csv; charset=utf-8'])
    expect((await response.text()).split('\r\n')).toHaveLength(rows + 2)
    expect((await world.events('list.exported')).at(-1)?.detail).toMatchObject({ rows })
  }, 60_000)
  test('waits for a reader that stands still, and is broken off for one whose reading fails: what came is no file that ends well', async () => {
    const response = await begin()
    const pid = await stoodStill()
    expect(await admin`select pg_terminate_backend(${pid}) as "isEnded"`).toEqual([{ isEnded: true }])
    const end = new Promise<string>((resolve) => {
      response.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
      response.on('end', () => resolve('ended well'))
    })
    response.resume()
    expect(await end).toBe('ECONNRESET')
    await vi.waitFor(async () => expect(await reasons()).toEqual(['it broke off']), 10_000)
  }, 60_000)
  test('whose client hangs up leaves nothing behind but its trace, again and again', async () => {
    for (let n = 0; n < 5; n++) (await begin()).destroy()
    await vi.waitFor(async () => expect((await reasons()).filter((reason) => reason === 'the client went away')).toHaveLength(5), 20_000)
    expect(await waiting()).toEqual([])
    expect((await fetch(`${origin}/crews.csv`, { method: 'HEAD', headers: { cookie } })).status).toBe(200)
    await vi.waitFor(async () => expect((await reasons()).filter((reason) => reason === 'the client went away')).toHaveLength(6), 20_000)
    expect(await waiting()).toEqual([])
  }, 60_000)
})
