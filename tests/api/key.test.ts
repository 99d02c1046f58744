// A key opens something as long as its maker can come in, from where they may and it may, and only as far as they may: at every request, whatever was true before.
import '../../lib/registry.ts'
import { beforeAll, describe, expect, test } from 'vitest'
import { keyable, permissions, type Permission } from '../../lib/access/permissions.ts'
import { roleOf } from '../../lib/access/roles.ts'
import { searchEvents } from '../../lib/audit/search-events.ts'
import { operations } from '../../lib/registry.ts'
import { decodeId, newUuid } from '../../lib/kernel/id.ts'
import { redactText } from '../../lib/platform/log/redact.ts'
import { sha256 } from '../../lib/kernel/digest.ts'
import { confirmAwards } from '../../lib/incentives/confirm-awards.ts'
import { changeRole, endMembership, leaveCompany, resumeMember, suspendMember } from '../../lib/tenancy/change-member.ts'
import { keysMax, listApiKeys, makeApiKey, revokeApiKey, showApiKey } from '../../lib/tenancy/keys/api-key.ts'
import { showOwnKey } from '../../lib/tenancy/keys/own-key.ts'
import { newKey, tenantOfKey } from '../../lib/tenancy/keys/key-text.ts'
import { encodeId } from '../../lib/kernel/id.ts'
import { keyOf, Program, type Got } from '../support/api-client.ts'
import { makeScimCompany, userBody } from '../support/scim/company.ts'
import { sampleOf } from '../support/sample.ts'
import { admin, makeWorld, refusalOf, type Person, type World } from '../support/world.ts'

let world: World
beforeAll(async () => {
  world = await makeWorld(new Date().toISOString())
})
const member = (person: Person): string => encodeId('member', person.memberId)
const status = async (program: Program, path = '/payees', headers: Record<string, string> = {}): Promise<number> => (await program.get(path, headers)).status
const rowOf = async (keyId: string) => (await admin`select * from public.api_keys where id = ${decodeId('apiKey', keyId)}`)[0] as Record<string, unknown>

describe('a key', () => {
  test('is 256 random bits under a prefix and a checksum, shown once, kept as a hash, and in no answer, event or row again', async () => {
    const { token, keyId } = await keyOf(world, 'owner', ['payee.read'], { name: 'Canary' }),
      secret = token.slice(12)
    expect(token).toMatch(/^plkey_[\w-]{64}[0-9A-Za-z]{6}$/)
    expect(tenantOfKey(token)).toBe(world.tenant)
    expect(Buffer.from((await rowOf(keyId))['secret_hash'] as Buffer).equals(sha256(token))).toBe(true)
    await new Program(token).get('/payees')
    await new Program(token).get('/payouts')
    for (const { name } of await admin<
      { name: string }[]
    >`select c.relname as name from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'tenant_id')`) {
      expect(
        (
          (await admin`select coalesce(string_agg(t::text, '|'), '') as all from ${admin(name)} t where tenant_id = ${world.tenant}`)[0]?.['all'] as string
        ).includes(secret),
        name,
      ).toBe(false)
    }
    for (const text of [`key ${token}`, `?q=${token}`, `Authorization: Bearer ${token}`, `{"k":"${token}"}`]) expect(redactText(text)).not.toContain(secret)
    for (const shown of [
      await world.as('owner').run(listApiKeys, {}),
      await world.as('owner').run(showApiKey, { keyId }),
      await world.as('owner').run(searchEvents, {}),
    ])
      expect(JSON.stringify(shown, (_k, v: unknown) => (typeof v === 'bigint' ? String(v) : v))).not.toContain(secret)
  })
  test('that is mistyped in any sign is known as none by itself', () => {
    const token = newKey(world.tenant)
    for (let i = 0; i < token.length; i++)
      expect(tenantOfKey(token.slice(0, i) + (token[i] === 'a' ? 'b' : 'a') + token.slice(i + 1)), String(i)).toBeUndefined()
    for (const text of ['', 'plkey_', token.slice(0, -1), `${token}a`, token.toUpperCase(), ` ${token}`]) expect(tenantOfKey(text)).toBeUndefined()
  })
  test('is made after a factor for that very act, with rights that its maker holds, for 1 to 365 days, under a name of its own', async () => {
    const input = { name: 'X', permissions: ['payee.read'] }
    expect(await refusalOf(world.as('owner').runWithoutFactor(makeApiKey, input))).toMatchObject({ code: 'step_up' })
    for (const days of [0, 366, 1.5])
      expect(
        await refusalOf(
          world
            .as('owner')
            .run(makeApiKey, { ...input, days })
            .catch((e: unknown) => {
              throw e
            }),
        ),
      ).toMatchObject({ code: 'invalid' })
    for (const beyond of ['payout.approve', 'payout.release', 'bank_detail.reveal', 'api_key.change', 'session.own', 'member.change', 'nonsense'])
      expect(await refusalOf(makeApiKey.invoke(world.people.owner.caller, { ...input, permissions: [beyond] })), beyond).toMatchObject({ code: 'invalid' })
    expect(await refusalOf(world.as('manager').run(makeApiKey, { ...input, permissions: ['audit.read'] }))).toMatchObject({
      code: 'invalid',
      fields: { permissions: `You cannot hand on “${permissions['audit.read']}”: your role does not include it.` },
    })
    expect(await refusalOf(world.as('owner').run(makeApiKey, { ...input, networks: '10.0.0.0/99' }))).toMatchObject({ code: 'invalid' })
    await world.as('owner').run(makeApiKey, input)
    expect(await refusalOf(world.as('owner').run(makeApiKey, input))).toMatchObject({ fields: { name: 'Another key of yours has this name.' } })
    for (const role of ['office', 'dispatch', 'crew', 'read_only', 'operator'] as const)
      expect(await refusalOf(world.as(role).run(makeApiKey, input)), role).toMatchObject({ code: 'forbidden' })
    const [event] = (await world.events('api_key.made')).filter((one) => one.detail['name'] === 'X')
    expect(event).toMatchObject({ actor_id: world.people.owner.memberId, detail: { permissions: permissions['payee.read'] } })
  })
  test('is one of twenty that are alive at once, even when they are made at once', async () => {
    const person = await world.join('owner')
    const all = await Promise.allSettled(
      Array.from({ length: keysMax + 3 }, (_, i) => world.as(person).run(makeApiKey, { name: `k${i}`, permissions: ['payee.read'] })),
    )
    expect(all.filter((one) => one.status === 'fulfilled').length).toBe(keysMax)
  })
  test('of somebody else is there for those who see all keys, and is revoked by its maker, an admin or an owner', async () => {
    const person = await world.join('finance'),
      { keyId, program } = await keyOf(world, person, ['payee.read'], { name: 'Theirs' })
    const other = await world.join('finance')
    for (const operation of [showApiKey, revokeApiKey]) expect(await refusalOf(world.as(other).run(operation, { keyId }))).toMatchObject({ code: 'not_found' })
    expect(((await world.as(other).run(listApiKeys, {})) as { keys: unknown[] }).keys).toEqual([])
    expect(
      ((await world.as('read_only').run(listApiKeys, {})) as { keys: { name: string; mayRevoke: boolean }[] }).keys.find((k) => k.name === 'Theirs'),
    ).toMatchObject({ mayRevoke: false })
    expect(await refusalOf(world.as('read_only').run(revokeApiKey, { keyId }))).toMatchObject({ code: 'forbidden' })
    await world.as('admin').run(revokeApiKey, { keyId })
    expect(await status(program)).toBe(401)
    expect(await refusalOf(world.as('admin').run(revokeApiKey, { keyId }))).toMatchObject({ code: 'conflict' })
  })
})
describe('from the next request on', () => {
  const alive = async (role = 'owner', right: Permission = 'payee.read'): Promise<{ person: Person; program: Program; keyId: string }> => {
    const person = await world.join(role),
      made = await keyOf(world, person, [right])
    expect(await status(made.program)).toBe(200)
    return { person, ...made }
  }
  const cases: Readonly<Record<string, (person: Person, keyId: string) => Promise<unknown>>> = {
    'revoked by its maker': (person, keyId) => world.as(person).run(revokeApiKey, { keyId }),
    over: (_person, keyId) => admin`update public.api_keys set expires_at = now() - interval '1 second' where id = ${decodeId('apiKey', keyId)}`,
    'of somebody who is suspended': (person) => world.as('owner').run(suspendMember, { memberId: member(person), reason: 'Left the office' }),
    'of somebody who is sent away': (person) => world.as('owner').run(endMembership, { memberId: member(person), reason: 'Left the office' }),
    'of somebody who leaves': (person) => world.as(person).run(leaveCompany, {}),
    'of a closed account': (person) => admin`update identity.accounts set is_disabled = true where id = ${person.accountId}`,
  }
  test.each(Object.entries(cases))('a key that is %s opens nothing, and says no more than any other text', async (_name, happen) => {
    const { person, program, keyId } = await alive()
    await happen(person, keyId)
    const got = await program.get('/payees'),
      stranger = await new Program(newKey(world.tenant)).get('/payees')
    expect([got.status, got.body.code, got.headers.get('www-authenticate')]).toEqual([401, 'signed_out', 'Bearer realm="api", error="invalid_token"'])
    expect(got.text).toBe(stranger.text)
    expect((await program.post('/payees', { name: 'N' })).status).toBe(401)
  })
  test('a key of somebody whom the provider shuts out opens nothing, nor after the provider lets them in again; keys of others go on', async () => {
    const company = await makeScimCompany({ lines: [['Payroll', 'finance']] }),
      person = await company.world.join('finance'),
      email = `key@${company.domain}`
    await admin`update identity.accounts set email = ${email} where id = ${person.accountId}`
    await admin`update public.members set email = ${email} where id = ${person.memberId}`
    const { body } = await company.client.post('/Users', userBody(email)),
      { program } = await keyOf(company.world, person, ['payee.read']),
      other = (await keyOf(company.world, 'owner', ['payee.read'])).program
    expect([await status(program), await status(other)]).toEqual([200, 200])
    await company.client.patch(`/Users/${body.id}`, [{ op: 'replace', path: 'active', value: false }])
    expect([await status(program), await status(other)]).toEqual([401, 200])
    await company.client.patch(`/Users/${body.id}`, [{ op: 'replace', path: 'active', value: true }])
    expect(await status(program)).toBe(401)
    expect((await company.world.events('api_key.revoked')).map((event) => event.detail['why'])).toEqual(['the provider shut the person out'])
  })
  test('a key does not come back with its maker: it was revoked when they were shut out, and the log says so', async () => {
    const { person, program, keyId } = await alive()
    await world.as('owner').run(suspendMember, { memberId: member(person), reason: 'For a while' })
    await world.as('owner').run(resumeMember, { memberId: member(person) })
    expect(await status(program)).toBe(401)
    expect((await world.events('api_key.revoked')).find((event) => event.subject_id === decodeId('apiKey', keyId))?.detail).toMatchObject({
      why: 'the membership was suspended',
    })
  })
  test('a key of a closed company opens nothing', async () => {
    const other = await makeWorld(new Date().toISOString()),
      { program } = await keyOf(other, 'owner', ['payee.read'])
    await admin`update identity.tenants set state = 'suspended' where id = ${other.tenant}`
    expect(await status(program)).toBe(401)
  })
  test('a key shrinks with the role of its maker, and grows with it no further than it was given', async () => {
    const { person, program } = await alive('finance', 'payee.read')
    const wide = (await keyOf(world, person, ['payee.read', 'payout.read', 'audit.read'])).program
    await world.as('owner').run(changeRole, { memberId: member(person), role: 'dispatch' })
    expect([await status(wide, '/payees'), await status(wide, '/payouts'), await status(wide, '/audit-events')]).toEqual([200, 403, 403])
    await world.as('owner').run(changeRole, { memberId: member(person), role: 'owner' })
    expect([await status(wide, '/payouts'), await status(program, '/payees'), await status(program, '/payouts')]).toEqual([200, 200, 403])
  })
  test.each(keyable)('a custom role without “%s” takes it from a key that was given everything', async (missing) => {
    const person = await world.join('owner'),
      { keyId, token } = await keyOf(world, person, keyable),
      program = new Program(token),
      id = newUuid(new Date())
    const grants = Object.fromEntries(
      Object.keys(roleOf('owner').grants)
        .filter((one) => one !== missing)
        .map((one) => [one, 'all']),
    )
    await admin`insert into public.roles (tenant_id, id, name, preset, grants) values (${world.tenant}, ${id}, ${`without ${missing} ${id.slice(-6)}`}, 'owner', ${admin.json(grants)})`
    await admin`update public.members set role = ${`without ${missing} ${id.slice(-6)}`}, role_id = ${id} where id = ${person.memberId}`
    const paths: Partial<Record<Permission, string>> = {
      'work.read': '/work-records',
      'payee.read': '/payees',
      'program.read': '/programs',
      'award.read': '/awards',
      'payout.read': '/payouts',
      'batch.read': '/batches',
      'statement.read': '/statements',
      'ledger.read': '/ledger-accounts',
      'member.read': '/members',
      'audit.read': '/audit-events',
    }
    for (const [right, path] of Object.entries(paths)) expect(await status(program, path), `${path} without ${missing}`).toBe(right === missing ? 403 : 200)
    const acts: Partial<Record<Permission, readonly [string, unknown]>> = {
      'work.record': ['/work-records', { key: 'k', kind: 'visit' }],
      'payee.change': ['/payees', { name: `N ${id}` }],
      'award.nominate': [
        '/awards',
        {
          programId: 'prg_00000000000000000000000000',
          payeeId: 'pye_00000000000000000000000000',
          amount: '1.00',
          from: '2026-05-01',
          reason: 'why',
          proof: { name: 'a', content: 'aGk=' },
        },
      ],
      'payout.raise': ['/payouts', { payeeId: 'pye_00000000000000000000000000', currency: 'USD', rail: 'pain001' }],
    }
    for (const [right, [path, body]] of Object.entries(acts))
      expect((await program.post(path, body)).status === 403, `${path} without ${missing}`).toBe(right === missing)
    expect(keyId).toMatch(/^key_/)
  })
})
describe('from where', () => {
  const from = (program: Program, ip: string): Promise<Got> => program.get('/payees', { 'x-client-ip': ip })
  test('a key works from its own networks only, in every spelling of the address, and a refusal is an event of the key', async () => {
    const { program, keyId } = await keyOf(world, 'owner', ['payee.read'], { networks: '203.0.113.0/24, 2001:db8::/48' })
    for (const ip of ['203.0.113.9', '::ffff:203.0.113.9', '2001:db8::1']) expect((await from(program, ip)).status, ip).toBe(200)
    for (const ip of ['203.0.114.9', '192.0.2.7', '2001:db9::1', '', 'nonsense']) {
      const got = await from(program, ip)
      expect([got.status, got.body.code, got.body.fields], ip).toEqual([403, 'forbidden', undefined])
    }
    expect(
      (await world.events('api_key.refused'))
        .filter((event) => event.subject_id === decodeId('apiKey', keyId))
        .every((event) => event.detail['byNetwork'] === true),
    ).toBe(true)
    expect((await rowOf(keyId))['last_used_ip']).not.toBe('192.0.2.7')
  })
  test('the lists of the company, of the role and of the person hold for their keys as well, break-glass or not', async () => {
    const other = await makeWorld(new Date().toISOString()),
      { program } = await keyOf(other, 'owner', ['payee.read']),
      mine = other.people.owner
    const rule = (scope: string, range: string, more: Record<string, unknown> = {}) =>
      admin`insert into public.network_rules ${admin({ tenant_id: other.tenant, id: newUuid(new Date()), scope, range, label: '', ...more })}`
    await rule('company', '203.0.113.0/24')
    expect([(await from(program, '203.0.113.9')).status, (await from(program, '192.0.2.7')).status]).toEqual([200, 403])
    await admin`update public.settings set policy = policy || ${admin.json({ breakGlass: [mine.memberId] })} where tenant_id = ${other.tenant}`
    expect((await from(program, '192.0.2.7')).status).toBe(403)
    await rule('role', '198.51.100.0/24', { preset: 'owner' })
    expect([(await from(program, '203.0.113.9')).status, (await from(program, '198.51.100.4')).status]).toEqual([403, 200])
    await rule('member', '192.0.2.0/24', { member_id: mine.memberId })
    expect([(await from(program, '198.51.100.4')).status, (await from(program, '192.0.2.7')).status]).toEqual([403, 200])
  })
})
describe('where the company requires its provider', () => {
  test('a key that was made in a session of a password is none, one of the provider’s is one while that is on, and owners with a way in keep theirs', async () => {
    const other = await makeWorld(new Date().toISOString()),
      connection = newUuid(new Date())
    await admin`insert into public.sso_connections (tenant_id, id, name, issuer, sso_url, state, default_role) values (${other.tenant}, ${connection}, 'Work account', 'https://idp.example', 'https://idp.example/sso', 'on', 'crew')`
    const vouched = await other.join('finance'),
      password = await other.join('finance'),
      kept = await other.join('owner')
    await admin`update identity.sessions set connection_id = ${connection} where id = ${vouched.sessionId}`
    const [byProvider, byPassword, ofKept] = [
      (await keyOf(other, vouched, ['payee.read'])).program,
      (await keyOf(other, password, ['payee.read'])).program,
      (await keyOf(other, kept, ['payee.read'])).program,
    ]
    await admin`update public.settings set policy = policy || ${admin.json({ ssoDomains: ['example.com'], ssoOwners: [kept.memberId] })} where tenant_id = ${other.tenant}`
    expect([await status(byProvider), await status(byPassword), await status(ofKept)]).toEqual([200, 401, 200])
    await expect(makeApiKey.invoke(password.caller, { name: 'after', permissions: ['payee.read'] })).rejects.toMatchObject({ name: 'DoorShut' })
    await admin`update public.sso_connections set state = 'off' where id = ${connection}`
    expect([await status(byProvider), await status(ofKept)]).toEqual([401, 200])
    await admin`update public.settings set policy = policy || ${admin.json({ ssoDomains: ['example.com'], ssoOwners: [] })} where tenant_id = ${other.tenant}`
    expect(await status(ofKept)).toBe(401)
  })
})
test('no key comes further than its calls: asked by a key that was given everything, every operation that asks for a factor, or for a right that no key can have, is refused', async () => {
  const { token } = await keyOf(world, 'owner', keyable),
    caller = {
      door: { kind: 'key' as const, tenant: world.tenant, secret: token },
      place: { requestId: 'test', ip: '192.0.2.7', agent: '' },
      clock: world.clock,
    }
  const beyond = operations.filter(
    (operation) => operation.needs !== 'key' && (operation.stepUp !== undefined || !(keyable as readonly string[]).includes(operation.needs)),
  )
  expect(beyond.length).toBeGreaterThan(80)
  for (const operation of beyond) expect(await refusalOf(operation.invoke(caller, sampleOf(operation))), operation.name).toMatchObject({ code: 'forbidden' })
})
test('rights that others lend while away are lent to a person, not to their keys', async () => {
  const lender = await world.join('manager'),
    borrower = await world.join('finance'),
    { program } = await keyOf(world, borrower, ['payee.read'])
  await admin`insert into public.delegations (tenant_id, id, from_member_id, to_member_id, permission, starts_at, ends_at) values (${world.tenant}, ${newUuid(new Date())}, ${lender.memberId}, ${borrower.memberId}, 'award.confirm', now() - interval '1 day', now() + interval '1 day')`
  const { token } = program,
    caller = {
      door: { kind: 'key' as const, tenant: world.tenant, secret: token },
      place: { requestId: 'test', ip: '192.0.2.7', agent: '' },
      clock: world.clock,
    }
  expect(await refusalOf(confirmAwards.invoke(caller, { awardIds: [] }))).toMatchObject({ code: 'forbidden' })
  expect(await refusalOf(world.as(borrower).run(confirmAwards, { awardIds: ['awd_00000000000000000000000000'] }))).toMatchObject({ code: 'not_found' })
})
describe('about itself', () => {
  test('a key is told its name, for whom it acts, what it may now, from where and until when, and neither its secret nor where it was used', async () => {
    const person = await world.join('manager'),
      { program, keyId, token } = await keyOf(world, person, ['payee.read', 'dispute.decide'], { name: 'Told', networks: '192.0.2.0/24' }),
      got = await program.get('/key'),
      { lastUsedAt: _noted, ...told } = got.body
    expect([got.status, told]).toEqual([
      200,
      {
        id: keyId,
        name: 'Told',
        begins: token.slice(0, 12),
        company: expect.any(String),
        member: { id: member(person), name: person.name, role: 'manager' },
        networks: ['192.0.2.0/24'],
        requestsPerMinute: 600,
        madeAt: expect.any(String),
        expiresAt: expect.any(String),
        permissions: [
          { permission: 'payee.read', sentence: permissions['payee.read'], holds: true },
          { permission: 'dispute.decide', sentence: permissions['dispute.decide'], holds: true },
        ],
      },
    ])
    expect(got.text).not.toContain(token.slice(12))
    await world.as('owner').run(changeRole, { memberId: member(person), role: 'dispatch' })
    expect((await program.get('/key')).body['permissions']).toMatchObject([
      { permission: 'payee.read', holds: true },
      { permission: 'dispute.decide', holds: false },
    ])
    await world.as('owner').run(suspendMember, { memberId: member(person), reason: 'Away for good' })
    expect(await status(program, '/key')).toBe(401)
  })
  test('nobody else asks: no session, whoever it is of', async () => {
    for (const role of ['owner', 'crew', 'operator'] as const)
      expect(await refusalOf(world.as(role).run(showOwnKey, {}))).toMatchObject({ code: 'forbidden', message: expect.stringContaining('Only a key') as string })
  })
})
