// What every call has in common: errors in one shape, an act once however often it is sent, lists without gaps, limits by key, and walls between companies.
import '../../lib/registry.ts'
import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { keyRequestsPerMinuteMax } from '../../lib/access/key-share.ts'
import { keyable } from '../../lib/access/permissions.ts'
import { calls } from '../../lib/api/calls.ts'
import { forPeople } from '../../lib/api/find-call.ts'
import { encodeId, newUuid } from '../../lib/kernel/id.ts'
import { operations } from '../../lib/registry.ts'
import { answersKeptDays, forgetAnswers } from '../../lib/tenancy/keys/forget-answers.ts'
import { revokeApiKey } from '../../lib/tenancy/keys/api-key.ts'
import { seedYear } from '../../scripts/demo-year.ts'
import { keyOf, type Program } from '../support/api-client.ts'
import { addressFor, bodyFor, nounOf } from '../support/api-samples.ts'
import { admin, makeWorld, type World } from '../support/world.ts'

let a: World, b: World, program: Program, theirs: Program
const seed = (world: World) =>
  seedYear(
    {
      tenant: world.tenant,
      members: Object.fromEntries(Object.entries(world.people).map(([role, person]) => [role, person.memberId])) as never,
      credentials: [],
    },
    () => undefined,
    { jobs: 60, months: 3 },
  )
beforeAll(async () => {
  a = await makeWorld(new Date().toISOString())
  b = await makeWorld(new Date().toISOString())
  await seed(a)
  await seed(b)
  program = (await keyOf(a, 'owner', keyable)).program
  theirs = (await keyOf(b, 'owner', keyable)).program
}, 180_000)
async function fingerprint(tenant: string): Promise<string> {
  const parts: string[] = []
  for (const { name } of await admin<
    { name: string }[]
  >`select c.relname as name from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition and c.relname not like 'audit_%' and c.relname <> 'api_keys' order by 1`)
    parts.push(
      `${name} ${(await admin`select md5(coalesce(string_agg(t::text, '|' order by t::text), '')) as mark from ${admin(name)} t where tenant_id = ${tenant}`)[0]?.['mark']}`,
    )
  return parts.join('\n')
}
describe('errors', () => {
  const shaped = async (
    expected: readonly [number, string],
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<void> => {
    const got = await program.ask(method, path, body, headers)
    expect([got.status, got.body.code], `${method} ${path}: ${got.text}`).toEqual(expected)
    expect(got.headers.get('content-type')).toBe('application/problem+json')
    expect(got.body).toMatchObject({ type: 'about:blank', status: expected[0], reference: 'test' })
    expect(got.body.title.length).toBeGreaterThan(3)
    expect(got.body.detail.length).toBeGreaterThan(10)
  }
  test('say what is wrong in one shape', async () => {
    await shaped([404, 'not_found'], 'GET', '/nothing')
    await shaped([404, 'not_found'], 'GET', '/payees/pye_nonsense')
    await shaped([405, 'method'], 'DELETE', '/payees')
    await shaped([422, 'invalid'], 'GET', '/payees?colour=red')
    await shaped([422, 'invalid'], 'GET', '/payees?limit=1000')
    await shaped([422, 'invalid'], 'GET', '/payees?cursor=bent')
    await shaped([400, 'malformed'], 'GET', '/payees?q=a&q=b')
    await shaped([400, 'malformed'], 'GET', '/payees?q=%00')
    await shaped([415, 'media_type'], 'POST', '/payees', 'name=x', { 'content-type': 'application/x-www-form-urlencoded' })
    await shaped([400, 'malformed'], 'POST', '/payees', '{')
    await shaped([400, 'malformed'], 'POST', '/payees', '[]')
    await shaped([400, 'malformed'], 'POST', '/payees', '{"__proto__":{"name":"x"}}')
    await shaped([422, 'invalid'], 'POST', '/payees', { name: 'x', memberId: 'mem_0' })
    expect((await program.ask('DELETE', '/payees')).headers.get('allow')).toBe('GET, HEAD, POST')
    expect((await program.post('/payees', {})).body.fields).toEqual({ name: 'Write the payee’s name.' })
  })
  test('an act needs a key of its own, of the right kind', async () => {
    for (const key of ['short', 'with space here', 'x'.repeat(101), 'ümlaut-key'])
      expect((await program.post('/payees', { name: 'N' }, { 'idempotency-key': key })).status, key).toBe(400)
    const bare = await program.send('POST', '/payees', {
      headers: { authorization: `Bearer ${program.token}`, 'content-type': 'application/json' },
      body: '{"name":"N"}',
    })
    expect(bare.status).toBe(400)
  })
  test('a key in an address is refused, wherever it stands, even where it would open something', async () => {
    for (const path of [
      `/payees?q=${program.token}`,
      `/payees?access_token=${program.token}`,
      `/payees?api_key=x`,
      `/payees?TOKEN=x`,
      `/payees/${program.token}`,
    ]) {
      const got = await program.get(path)
      expect([got.status, got.body.code], path).toEqual([400, 'malformed'])
      expect(got.text).not.toContain(program.token.slice(12))
    }
  })
  test('whatever a stranger asks for, the answer is one and the same', async () => {
    const said = new Set<string>()
    for (const path of ['/payees', '/nothing', '/payouts/pay_0', '/batches/x/release'])
      for (const method of ['GET', 'POST', 'DELETE']) {
        const got = await program.ask(method, path, method === 'POST' ? {} : undefined, { authorization: 'Basic eDp5' })
        expect([got.status, got.headers.get('www-authenticate')]).toEqual([401, 'Bearer realm="api"'])
        said.add(got.text)
      }
    expect(said.size).toBe(1)
  })
  test('acts that ask people for a second factor say so', async () => {
    for (const { path } of forPeople) {
      const got = await program.post(path.replace('{id}', 'pay_00000000000000000000000000'), {})
      expect([got.status, got.body.code], path).toEqual([403, 'step_up'])
      expect(got.body.detail).toContain('A person does it in the product.')
      expect(got.body.fields).toBeUndefined()
    }
    expect(forPeople.some(({ path }) => calls.some((call) => call.path === path))).toBe(false)
  })
})
describe('an act with its Idempotency-Key', () => {
  test('is done once, twenty times at once and after, and answered the same', async () => {
    const key = randomUUID(),
      body = { name: `Once ${key}` },
      all = await Promise.all(Array.from({ length: 20 }, () => program.post('/payees', body, { 'idempotency-key': key })))
    const done = all.filter((got) => got.status === 201),
      again = await program.post('/payees', body, { 'idempotency-key': key })
    expect(
      all.every((got) => got.status === 201 || got.status === 503),
      all.map((got) => got.status).join(),
    ).toBe(true)
    expect(new Set([...done, again].map((got) => got.text)).size).toBe(1)
    expect(again.headers.get('idempotent-replayed')).toBe('true')
    expect(done.filter((got) => got.headers.get('idempotent-replayed') === null).length).toBe(1)
    expect((await admin`select 1 from payees where tenant_id = ${a.tenant} and name = ${body.name}`).length).toBe(1)
    expect((await a.events('payee.added')).filter((event) => event.subject_id !== null && event.detail['number'] === again.body.number).length).toBe(1)
  })
  test('raises one payout and no second one', async () => {
    const call = calls.find((one) => one.id === 'raisePayout') as (typeof calls)[number],
      body = { ...(await bodyFor(call, a.tenant)) }
    const [row] =
      await admin`select p.id from payees p join ledger_accounts l on l.tenant_id = p.tenant_id and l.payee_id = p.id and l.kind = 'owed' where p.tenant_id = ${a.tenant} and l.balance_minor < 0 and p.member_id is null and p.is_active and exists (select from awards w where w.tenant_id = p.tenant_id and w.payee_id = p.id and w.state = 'confirmed') limit 1`
    const key = randomUUID(),
      sent = { ...body, payeeId: encodeId('payee', row?.['id'] as string) },
      first = await program.post('/payouts', sent, { 'idempotency-key': key }),
      second = await program.post('/payouts', sent, { 'idempotency-key': key })
    expect([first.status, second.status, second.text]).toEqual([201, 201, first.text])
    expect((await program.post('/payouts', sent)).status).toBe(409)
  })
  test('and another request under the same one is refused; another program’s is its own', async () => {
    const key = randomUUID(),
      second = (await keyOf(a, 'owner', keyable)).program
    expect((await program.post('/payees', { name: `One ${key}` }, { 'idempotency-key': key })).status).toBe(201)
    const other = await program.post('/payees', { name: `Two ${key}` }, { 'idempotency-key': key })
    expect([other.status, other.body.code, Object.keys(other.body.fields ?? {})]).toEqual([422, 'invalid', ['Idempotency-Key']])
    expect((await program.post('/work-records', { key, kind: 'visit', payee: 'pye_0' }, { 'idempotency-key': key })).status).toBe(422)
    for (const elsewhere of [second, theirs]) expect((await elsewhere.post('/payees', { name: `Two ${key}` }, { 'idempotency-key': key })).status).toBe(201)
  })
  test('that was refused has left nothing, and may be sent again', async () => {
    const key = randomUUID(),
      external = `k-${key}`,
      payee = (await program.get('/payees?limit=1')).body.data[0]?.id
    expect(
      (await program.post('/work-records', { key: external, kind: 'visit', payee: 'pye_00000000000000000000000000' }, { 'idempotency-key': key })).status,
    ).toBe(404)
    expect((await program.post('/work-records', { key: external, kind: 'visit', payee }, { 'idempotency-key': key })).status).toBe(201)
  })
  test('is answered from what was kept only while the key still may, and forgotten after a while', async () => {
    const { program: mine, keyId } = await keyOf(a, 'owner', ['payee.change']),
      key = randomUUID(),
      body = { name: `Kept ${key}` }
    expect((await mine.post('/payees', body, { 'idempotency-key': key })).status).toBe(201)
    await admin`update public.api_answers set created_at = now() - make_interval(days => ${answersKeptDays + 1}) where tenant_id = ${a.tenant} and idempotency_key = ${key}`
    await forgetAnswers.invoke({ door: { kind: 'platform', tenant: a.tenant, actor: null }, place: { requestId: 'test', ip: '', agent: '' } }, {})
    expect((await admin`select 1 from public.api_answers where tenant_id = ${a.tenant} and idempotency_key = ${key}`).length).toBe(0)
    await a.as('owner').run(revokeApiKey, { keyId })
    expect((await mine.post('/payees', body, { 'idempotency-key': key })).status).toBe(401)
  })
})
describe('a list', () => {
  const lists = calls.filter((call) => call.isList)
  test.each(lists.map((call) => [call.id, call] as const))('%s is walked page by page without a gap or a record twice', async (_id, call) => {
    const limit = call.id === 'listAuditEvents' ? 100 : 7,
      ids: string[] = [],
      address = await addressFor(call, a.tenant)
    let cursor: string | null = null
    for (let pages = 0; pages < 60; pages++) {
      const got: Awaited<ReturnType<Program['get']>> = await program.get(
        `${address}?limit=${limit}${cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`}`,
      )
      expect(got.status, got.text.slice(0, 200)).toBe(200)
      expect(got.body.data.length).toBeLessThanOrEqual(limit)
      // A line of a file has no id but its own number.
      ids.push(...got.body.data.map((row) => row.id ?? String(row['line'])))
      cursor = got.body.next
      if (cursor === null) break
    }
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids.length).toBeGreaterThan(0)
  })
  test('a cursor of one list, one sort or one company opens no other', async () => {
    const next = (await program.get('/payouts?limit=1')).body.next as string
    expect((await program.get(`/payouts?limit=1&sort=amount&cursor=${encodeURIComponent(next)}`)).status).toBe(422)
    const shown = (await theirs.get(`/payouts?limit=100&cursor=${encodeURIComponent(next)}`)).body.data.map((row) => row.id),
      own = new Set((await admin`select id from payouts where tenant_id = ${b.tenant}`).map((row) => encodeId('payout', row['id'] as string)))
    expect(shown.every((id) => own.has(id as never))).toBe(true)
  })
})
describe('between companies', () => {
  test.each(calls.filter((call) => call.path.includes('{id}')).map((call) => [call.id, call] as const))(
    '%s: a record of another company is one that is not there',
    async (_id, call) => {
      const [noun] = nounOf(call),
        foreign = (await addressFor(call, b.tenant)).split('/')[2] as string,
        missing = encodeId(noun, newUuid(new Date())),
        before = await fingerprint(b.tenant)
      const at = async (id: string) =>
        program.ask(call.method.toUpperCase(), call.path.replace('{id}', id), call.body === undefined ? undefined : await bodyFor(call, a.tenant))
      const [theirRecord, nothing] = [await at(foreign), await at(missing)]
      expect([theirRecord.status, theirRecord.text]).toEqual([404, nothing.text])
      expect(await fingerprint(b.tenant)).toBe(before)
    },
  )
  test('ids inside of what is sent are no way around, nor do filters find anything of theirs', async () => {
    const before = await fingerprint(b.tenant)
    for (const call of calls.filter((one) => one.body !== undefined && !one.path.includes('{id}'))) {
      const foreign = await bodyFor(call, b.tenant),
        got = await program.ask(call.method.toUpperCase(), call.path, foreign)
      if (!('payee' in foreign || 'payeeId' in foreign)) continue
      expect(got.status, `${call.id}: ${got.text.slice(0, 200)}`).toBe(404)
    }
    const payee = (await theirs.get('/payees?limit=1')).body.data[0]?.id as string
    for (const path of [`/payouts?payee=${payee}`, `/awards?payee=${payee}`, `/work-records?payee=${payee}`])
      expect((await program.get(path)).body.data, path).toEqual([])
    expect(await fingerprint(b.tenant)).toBe(before)
  })
  test('the tenant of a request is that of its key: one that claims another company opens nothing', async () => {
    const raw = Buffer.from(program.token.slice(6, 70), 'base64url')
    Buffer.from(b.tenant.replaceAll('-', ''), 'hex').copy(raw, 32)
    const bent = raw.toString('base64url'),
      { newKey } = await import('../../lib/tenancy/keys/key-text.ts'),
      { crc32 } = await import('node:zlib'),
      signs = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
    let n = crc32(`plkey_${bent}`),
      check = ''
    for (let i = 0; i < 6; i++) {
      check = signs[n % 62] + check
      n = Math.floor(n / 62)
    }
    for (const token of [`plkey_${bent}${check}`, newKey(b.tenant)])
      expect((await program.get('/payees', { authorization: `Bearer ${token}` })).status).toBe(401)
  })
})
describe('the log', () => {
  test('says which key did it, for whom; what happens to the books happens as by hand', async () => {
    const { program: mine } = await keyOf(a, 'owner', ['payee.change'], { name: 'Payroll sync' }),
      made = await mine.post('/payees', { name: `Logged ${randomUUID()}` })
    const [row] =
      await admin`select e.actor_kind, e.actor_id, e.actor_role, e.permission, p.name from audit_events e join audit_personal p on p.tenant_id = e.tenant_id and p.id = e.id where e.tenant_id = ${a.tenant} and e.event = 'payee.added' and e.detail::jsonb ->> 'number' = ${made.body.number}`
    expect({ ...row }).toEqual({
      actor_kind: 'key',
      actor_id: a.people.owner.memberId,
      actor_role: 'owner',
      permission: 'payee.change',
      name: `${a.people.owner.name}, by the key Payroll sync`,
    })
  })
  test('holds a refusal of the key, once a minute, and when it was last used from where stands with the key', async () => {
    const { program: mine, keyId } = await keyOf(a, 'owner', ['payee.read'])
    for (let i = 0; i < 3; i++) expect((await mine.get('/payouts')).status).toBe(403)
    const refused = (await a.events('api_key.refused')).filter((event) => encodeId('apiKey', event.subject_id as string) === keyId)
    expect(refused.map((event) => event.detail)).toEqual([{ operation: 'incentives.listPayouts', code: 'forbidden', byNetwork: false, count: 1 }])
    expect((await mine.get('/payees')).status).toBe(200)
    const used = async () =>
      (
        await admin`select last_used_at, last_used_ip from api_keys where tenant_id = ${a.tenant} and last_used_ip is not null and secret_hash = sha256(convert_to(${mine.token}, 'UTF8'))`
      )[0]
    for (let i = 0; i < 100 && !(await used()); i++)
      await new Promise((resolve) => {
        setTimeout(resolve, 20)
      })
    expect((await used())?.['last_used_ip']).toBe('192.0.2.7')
  })
})
test('a key that asks too often is told to wait, by all servers together; what is left is said with every answer; another key goes on', async () => {
  const { program: mine } = await keyOf(a, 'owner', ['payee.read']),
    first = await mine.get('/nothing')
  expect(first.headers.get('ratelimit-policy')).toBe(`"key";q=${keyRequestsPerMinuteMax};w=60`)
  expect(first.headers.get('ratelimit')).toMatch(new RegExp(`^"key";r=${keyRequestsPerMinuteMax - 1};t=\\d+$`))
  // Another server has taken the rest.
  const use = () =>
    admin`update api_keys set window_at = date_trunc('minute', clock_timestamp()), window_count = ${keyRequestsPerMinuteMax} where secret_hash = sha256(convert_to(${mine.token}, 'UTF8'))`
  const answers = []
  for (let i = 0; i < 45; i++) {
    await use()
    answers.push(await mine.get('/nothing'))
  }
  const late = answers.at(-1)
  expect([late?.status, late?.body.code]).toEqual([429, 'too_many'])
  expect(Number(late?.headers.get('retry-after'))).toBeGreaterThan(0)
  expect(late?.headers.get('ratelimit')).toMatch(/^"key";r=0;t=\d+$/)
  expect((await program.get('/payees?limit=1')).status).toBe(200)
})
test('what every call runs is in the registry', () => {
  for (const call of calls) expect(operations).toContain(call.operation)
})
