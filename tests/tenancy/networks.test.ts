// Whoever comes from outside the networks that are allowed for them is refused at every request, whatever a header says; and nobody locks themselves out.
// ASVS V8.2.4
import { createServer } from 'node:http'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { admits, keptOut, listFor, readRanges } from '../../lib/access/network.ts'
import type { Caller } from '../../lib/access/operation.ts'
import { readSession } from '../../lib/identity/session.ts'
import { listOwnSessions, signOut } from '../../lib/identity/own-sessions.ts'
import { encodeId } from '../../lib/kernel/id.ts'
import { isWithin, parseAddress, parseRange, writeRange } from '../../lib/kernel/network-range.ts'
import { clientAddress } from '../../lib/platform/http/client-address.ts'
import { changeSessionLengths } from '../../lib/tenancy/company.ts'
import { exportMembers } from '../../lib/tenancy/list-members.ts'
import { changeNetworks, chooseBreakGlass, previewNetworks, showNetworks } from '../../lib/tenancy/networks.ts'
import { writeGrants } from '../../lib/tenancy/role-draft.ts'
import { roles } from '../../lib/access/roles.ts'
import { showDesk } from '../../lib/tenancy/show-desk.ts'
import { copyRole } from '../../lib/tenancy/write-role.ts'
import { liftNetworks } from '../../scripts/lift-networks.ts'
import { Browser, makePerson, presentClock } from '../identity/person.ts'
import { admin, makeWorld, refusalOf, type Person, type World } from '../support/world.ts'

/** Where the people of a world sit. */
const home = '192.0.2.7'
const from = (person: Person, ip: string): Caller => ({ ...person.caller, place: { ...person.caller.place, ip } })
const mem = (person: Person): string => encodeId('member', person.memberId)
const secretOf = (person: Person): string => {
  if (person.caller.door.kind !== 'session') throw new Error('no session')
  return person.caller.door.secret
}
const allow = (world: World, whose: string, ranges: string, by: Person | 'owner' | 'admin' = 'owner') => world.as(by).run(changeNetworks, { whose, ranges })
const fresh = (): Promise<World> => makeWorld(new Date().toISOString())

describe('addresses and ranges', () => {
  const four = fc.tuple(fc.integer({ min: 0, max: 0xffffffff }), fc.integer({ min: 0, max: 32 }))
  test('what is written is read as the same range, and holds its first and last address and neither neighbour', () => {
    fc.assert(
      fc.property(four, ([value, length]) => {
        const size = 1n << BigInt(32 - length),
          first = (BigInt(value) / size) * size,
          text = writeRange({ bits: 32, length, first }),
          range = parseRange(text)
        if ('fault' in range) throw new Error(range.fault)
        expect(writeRange(range)).toBe(text)
        for (const [at, within] of [
          [first, true],
          [first + size - 1n, true],
          [first - 1n, false],
          [first + size, false],
        ] as const)
          if (at >= 0n && at <= 0xffffffffn) expect(isWithin({ bits: 32, value: at }, range)).toBe(within)
      }),
    )
    fc.assert(
      fc.property(fc.ipV6(), (text) => {
        const address = parseAddress(text)
        return address !== undefined && parseAddress(writeRange({ bits: address.bits, length: address.bits, first: address.value }))?.value === address.value
      }),
    )
  })
  test('an IPv4 address wrapped in IPv6 is that address, in every spelling', () => {
    for (const text of [
      '::ffff:203.0.113.9',
      '::FFFF:203.0.113.9',
      '::ffff:cb00:7109',
      '0:0:0:0:0:ffff:cb00:7109',
      '0000:0000:0000:0000:0000:ffff:203.0.113.9',
    ])
      expect(admits(['203.0.113.0/24'], text), text).toBe(true)
    expect(writeRange(parseRange('::ffff:203.0.113.0/120') as never)).toBe('203.0.113.0/24')
    expect(admits(['::/0'], '203.0.113.9'), 'all of IPv6 is none of IPv4').toBe(false)
    expect(admits(['0.0.0.0/0'], '2001:db8::1')).toBe(false)
    expect(admits(['::cb00:7109'], '203.0.113.9'), 'the old compatible form is another address').toBe(false)
  })
  test.each([
    ['203.0.113.0/33', 'ends in /0 to /32'],
    ['2001:db8::/129', 'ends in /0 to /128'],
    ['203.0.113.7/24', 'Did you mean 203.0.113.0/24 or 203.0.113.7'],
    ['2001:db8::1/32', 'Did you mean 2001:db8::/32 or 2001:db8::1'],
    ['203.0.113', 'is not an address'],
    ['203.0.113.256', 'is not an address'],
    ['010.0.0.1', 'is not an address'],
    ['0x7f.0.0.1', 'is not an address'],
    ['2130706433', 'is not an address'],
    ['203.0.113.0/', 'ends in “/”'],
    ['203.0.113.0/2 4', 'Did you mean'],
    ['203.0.113.0/24/8', 'more than one'],
    ['2001:db8:::1', 'is not an address'],
    ['fe80::1%eth0', 'is not an address'],
    ['[2001:db8::1]', 'is not an address'],
    ['203.0.113.0/-1', 'ends in'],
    ['::ffff:0:0/80', 'reaches over IPv4 and IPv6'],
    ['example.com', 'is not an address'],
    ['12345::', 'is not an address'],
    ['1:2:3:4:5:6:7:8:9', 'is not an address'],
  ])('a slip gets a sentence: %s', async (typed, words) => {
    const range = parseRange(typed.split(' ')[0] as string)
    expect('fault' in range ? range.fault : '').toContain(words)
  })
  test('what is no address is in no list, and a list that cannot be read lets nobody in', () => {
    for (const address of ['', 'unknown', '203.0.113.9, 10.0.0.1', '203.0.113.9:443', 'localhost', '203.0.113.9\u0000'])
      expect(admits(['0.0.0.0/0', '::/0'], address), address).toBe(false)
    expect(admits(['damaged'], '203.0.113.9')).toBe(false)
    expect(keptOut([], 'anything')).toBeUndefined()
  })
  test('the narrowest list decides: one’s own, else the role’s, else the company’s', () => {
    const stored = [
      { scope: 'company', range: '10.0.0.0/8' },
      { scope: 'role', range: '192.0.2.0/24' },
      { scope: 'member', range: '203.0.113.9' },
    ] as const
    expect(listFor(stored)).toEqual({ scope: 'member', ranges: ['203.0.113.9'] })
    expect(keptOut(stored, '10.1.1.1')).toBe('member')
    expect(keptOut(stored.slice(0, 2), '192.0.2.1')).toBeUndefined()
    expect(keptOut(stored.slice(0, 1), '192.0.2.1')).toBe('company')
  })
  test('what a door answers is read as it was stored, and shuts where it cannot be', () => {
    expect(readRanges('company 10.0.0.0/8,role 2001:db8::/32')).toEqual([
      { scope: 'company', range: '10.0.0.0/8' },
      { scope: 'role', range: '2001:db8::/32' },
    ])
    for (const damaged of ['', 'company', 'everybody 0.0.0.0/0', 'company 0.0.0.0/0,x', 'company  0.0.0.0/0', ' company 0.0.0.0/0'])
      expect(keptOut(readRanges(damaged), '203.0.113.9'), damaged).toBeDefined()
  })
})
describe('behind proxies', () => {
  const list = ['203.0.113.0/24'],
    forged = '203.0.113.9'
  test.each([
    ['direct, allowed', '203.0.113.9', undefined, 0, true],
    ['direct, not allowed', '198.51.100.4', undefined, 0, false],
    ['direct, mapped IPv6', '::ffff:203.0.113.9', undefined, 0, true],
    ['direct, a header forged', '198.51.100.4', forged, 0, false],
    ['one proxy, allowed', '10.0.0.1', '203.0.113.9', 1, true],
    ['one proxy, not allowed', '10.0.0.1', '198.51.100.4', 1, false],
    ['one proxy, entries forged in front', '10.0.0.1', `${forged}, ${forged}, 198.51.100.4`, 1, false],
    ['one proxy, mapped IPv6', '10.0.0.1', '::ffff:203.0.113.9', 1, true],
    ['one proxy, mapped in digits', '10.0.0.1', '::ffff:cb00:7109', 1, true],
    ['one proxy, with a port', '10.0.0.1', '203.0.113.9:51000', 1, true],
    ['one proxy, header missing', '10.0.0.1', undefined, 1, false],
    ['one proxy, header damaged', '10.0.0.1', 'unknown', 1, false],
    ['two proxies, allowed', '10.0.0.1', '203.0.113.9, 10.0.0.2', 2, true],
    ['two proxies, not allowed', '10.0.0.1', '198.51.100.4, 10.0.0.2', 2, false],
    ['two proxies, entries forged in front', '10.0.0.1', `${forged}, 198.51.100.4, 10.0.0.2`, 2, false],
    ['two proxies, one of them passed by', '10.0.0.1', '198.51.100.4', 2, false],
    ['two proxies, forged to stand in for the missing one', '10.0.0.1', `${forged}, 198.51.100.4`, 3, false],
    ['one proxy trusted where two stand: the inner one is the caller', '10.0.0.1', '203.0.113.9, 10.0.0.2', 1, false],
  ])('%s', (_what, socket, header, proxies, allowed) => {
    expect(admits(list, clientAddress(socket, header, proxies))).toBe(allowed)
  })
  test('a socket that speaks IPv6 and carries IPv4 is the IPv4 caller', async () => {
    const seen: string[] = [],
      server = createServer((request, response) => {
        seen.push(clientAddress(request.socket.remoteAddress, request.headers['x-forwarded-for'] as string | undefined, 0))
        response.end()
      })
    await new Promise<void>((resolve) => {
      server.listen(0, '::', resolve)
    })
    const { port } = server.address() as { port: number }
    await fetch(`http://127.0.0.1:${port}/`, { headers: { 'x-forwarded-for': '203.0.113.9' } })
    await new Promise((resolve) => {
      server.close(resolve)
    })
    expect(seen).toEqual(['127.0.0.1'])
    expect(admits(['127.0.0.0/8'], seen[0] as string)).toBe(true)
  })
})
describe('at every request', () => {
  let world: World
  beforeAll(async () => {
    world = await fresh()
    await allow(world, 'company', `${home} Head office\n2001:db8:7::/48 Depot`)
  })
  test('pages, actions and downloads alike; the other network and the other family come in', async () => {
    const { finance } = world.people
    for (const ip of [home, `::ffff:${home}`, '2001:db8:7:1::9']) expect((await showDesk.invoke(from(finance, ip), {})).member.role).toBe('finance')
    for (const ip of ['198.51.100.4', '2001:db8:8::1', '']) {
      for (const run of [
        () => showDesk.invoke(from(finance, ip), {}),
        () => exportMembers.invoke(from(finance, ip), {}),
        () => changeSessionLengths.invoke(from(world.people.owner, ip), { officeIdleMinutes: 30, officeHoursMax: 12, crewIdleDays: 7, crewDaysMax: 30 }),
      ]) {
        expect(await refusalOf(run()), ip).toMatchObject({
          code: 'forbidden',
          message: expect.stringMatching(/is not among the networks that the company allows/),
          fields: { network: 'company' },
        })
      }
    }
  })
  test('a refusal is an event of its own, once a minute for a session and an address', async () => {
    const person = await world.join('office'),
      before = (await world.events('network.refused')).length
    for (let n = 0; n < 5; n++) await refusalOf(showDesk.invoke(from(person, '198.51.100.77'), {}))
    const events = (await world.events('network.refused')).slice(before)
    expect(events).toMatchObject([{ subject_id: person.sessionId, actor_role: 'office', detail: { list: 'company', operation: 'tenancy.showDesk', count: 1 } }])
    expect((await admin`select ip, name from public.audit_personal where id = ${events[0]?.id as string}`)[0]).toMatchObject({
      ip: '198.51.100.77',
      name: person.name,
    })
  })
  test('what a person does to their own account too; signing out is never refused', async () => {
    const person = await world.join('office'),
      session = { tenant: world.tenant, secret: secretOf(person) },
      place = { requestId: 'test', ip: '198.51.100.5', agent: 'vitest' }
    expect(await refusalOf(listOwnSessions.invoke({ place }, { session }))).toMatchObject({ code: 'forbidden', fields: { network: 'company' } })
    expect((await world.events('network.refused')).at(-1)).toMatchObject({ subject_id: person.sessionId, detail: { operation: 'identity.listOwnSessions' } })
    expect(await listOwnSessions.invoke({ place: { ...place, ip: home } }, { session })).toHaveLength(1)
    await signOut.invoke({ place }, { session })
    await expect(showDesk.invoke(person.caller, {})).rejects.toThrow(/not signed in/)
    expect(readSession).toBeTypeOf('function')
  })
  test('signing in from outside opens nothing and says why; another company of the same account is not touched', async () => {
    const other = await fresh(),
      person = await makePerson(other.tenant, 'office'),
      browser = new Browser(presentClock())
    await browser.signIn(person)
    await allow(other, 'company', home)
    const outside = new Browser(presentClock(), '198.51.100.9')
    outside.clock.advance(30_000)
    const before = (await admin`select count(*)::int as n from identity.sessions where member_id = ${person.memberId}`)[0]?.['n'] as number
    expect(await refusalOf(outside.signIn(person))).toMatchObject({ code: 'forbidden', fields: { network: 'company' } })
    expect((await admin`select count(*)::int as n from identity.sessions where member_id = ${person.memberId}`)[0]).toMatchObject({ n: before })
    expect((await other.events('network.refused')).at(-1)).toMatchObject({ detail: { operation: 'identity.signIn' } })
    expect((await world.events('network.refused')).every((event) => event.detail['operation'] !== 'identity.signIn')).toBe(true)
  })
  afterAll(async () => {
    await allow(world, 'company', '')
  })
})
describe('whose list', () => {
  test('a role’s, a person’s and one’s own role’s; a list that ends lets in from everywhere', async () => {
    const world = await fresh(),
      { crew, office } = world.people
    await allow(world, 'company', home)
    await allow(world, 'crew', '198.51.100.0/24 Trucks')
    await allow(world, mem(office), '0.0.0.0/0 On the road')
    await showDesk.invoke(from(crew, '198.51.100.8'), {})
    expect(await refusalOf(showDesk.invoke(from(crew, home), {}))).toMatchObject({ fields: { network: 'role' } })
    await showDesk.invoke(from(office, '192.0.2.200'), {})
    expect(await refusalOf(showDesk.invoke(from(office, '2001:db8::1'), {}))).toMatchObject({ fields: { network: 'member' } })
    const { id } = await world.as('owner').run(copyRole, { source: 'crew', name: 'Divers', grants: writeGrants(roles.crew) }),
      diver = await world.join('crew')
    await admin`update public.members set role = 'Divers', role_id = (select id from public.roles where tenant_id = ${world.tenant} and name = 'Divers') where id = ${diver.memberId}`
    expect(await refusalOf(showDesk.invoke(from(diver, '198.51.100.8'), {})), 'the preset’s list is the preset’s').toMatchObject({
      fields: { network: 'company' },
    })
    await allow(world, id, '203.0.113.5')
    await showDesk.invoke(from(diver, '203.0.113.5'), {})
    await allow(world, 'crew', '')
    await showDesk.invoke(from(crew, home), {})
    expect((await world.as('owner').run(showNetworks, {})).lists.map((list) => [list.scope, list.words, list.lines.length])).toEqual([
      ['company', expect.any(String), 1],
      ['role', 'Divers', 1],
      ['member', office.name, 1],
    ])
  })
  test('another company’s member or role is none, and its lists keep nobody of ours out', async () => {
    const [a, b] = [await fresh(), await fresh()],
      { id } = await b.as('owner').run(copyRole, { source: 'crew', name: 'Theirs', grants: writeGrants(roles.crew) })
    for (const whose of [mem(b.people.crew), id, 'rol_0', 'operator', 'nobody'])
      expect(await refusalOf(allow(a, whose, home)), whose).toMatchObject({ code: 'not_found' })
    await allow(b, 'company', home)
    await showDesk.invoke(from(a.people.crew, '198.51.100.1'), {})
  })
  test('only who may, with the factor for this very act', async () => {
    const world = await fresh()
    for (const role of ['manager', 'finance', 'office', 'crew', 'read_only'] as const)
      expect(await refusalOf(world.as(role).run(changeNetworks, { whose: 'company', ranges: home })), role).toMatchObject({ code: 'forbidden' })
    expect(await refusalOf(world.as('admin').runWithoutFactor(changeNetworks, { whose: 'company', ranges: home }))).toMatchObject({ code: 'step_up' })
  })
})
describe('before it is saved', () => {
  test('who would be kept out now, by where their open sessions were last used', async () => {
    const world = await fresh(),
      { dispatch } = world.people
    await admin`update identity.sessions set ip = ${home}, last_ip = '' where tenant_id = ${world.tenant}`
    await admin`update identity.sessions set last_ip = '198.51.100.3' where id = ${dispatch.sessionId}`
    const seen = await world.as('owner').run(previewNetworks, { whose: 'company', ranges: `${home} Office` })
    expect(seen).toMatchObject({
      lines: [{ range: home, label: 'Office' }],
      locksOutAuthor: false,
      outsiders: [{ id: mem(dispatch), name: dispatch.name, address: '198.51.100.3', isBreakGlass: false }],
    })
    expect((await world.as('owner').run(previewNetworks, { whose: 'finance', ranges: '203.0.113.1' })).outsiders.map((one) => one.id)).toEqual([
      mem(world.people.finance),
    ])
    expect(await world.events('network.changed')).toEqual([])
  })
  test('the address of a session follows where it is used', async () => {
    const world = await fresh(),
      person = await world.join('office')
    await admin`update identity.sessions set last_seen_at = now() - interval '5 minutes' where id = ${person.sessionId}`
    await showDesk.invoke(from(person, '198.51.100.44'), {})
    await expect.poll(async () => (await admin`select last_ip from identity.sessions where id = ${person.sessionId}`)[0]?.['last_ip']).toBe('198.51.100.44')
  })
  test('at once, so that nobody is judged by where they were a minute ago', async () => {
    const world = await fresh(),
      person = await world.join('office'),
      outside = async () =>
        (await world.as('owner').run(previewNetworks, { whose: 'office', ranges: home })).outsiders
          .filter((one) => one.id === mem(person))
          .map((one) => one.address)
    for (const [address, outsiders] of [
      [home, []],
      ['198.51.100.45', ['198.51.100.45']],
      [home, []],
    ] as const) {
      await showDesk.invoke(from(person, address), {})
      await expect.poll(outside).toEqual(outsiders)
    }
  })
  test.each([
    ['203.0.113.0/24\n10.0.0.5/8 Slip', 'Line 2: “10.0.0.5/8” has digits beyond'],
    ['203.0.113.1\n\n203.0.113.1/32 again', 'Line 3: 203.0.113.1 stands in line 1 already'],
    ['::ffff:203.0.113.1\n203.0.113.1', 'stands in line 1 already'],
    ['203.0.113.1 a\u202eb', 'Line 1: Leave out'],
    [`203.0.113.1 ${'x'.repeat(81)}`, 'at most 80'],
    [Array.from({ length: 201 }, (_, i) => `10.0.${i}.1`).join('\n'), 'at most 200'],
  ])('a typo names its line, and nothing changes: %#', async (ranges, words) => {
    const world = await fresh()
    for (const run of [
      () => world.as('owner').run(changeNetworks, { whose: 'company', ranges }),
      () => world.as('owner').run(previewNetworks, { whose: 'company', ranges }),
    ])
      expect(await refusalOf(run())).toMatchObject({ code: 'invalid', fields: { ranges: expect.stringContaining(words) } })
    expect((await admin`select count(*)::int as n from public.network_rules where tenant_id = ${world.tenant}`)[0]).toMatchObject({ n: 0 })
  })
})
describe('not locking oneself out', () => {
  test('refused without break-glass; an owner who has it may, comes in, and it stands in the log', async () => {
    const world = await fresh(),
      { owner } = world.people
    for (const whose of ['company', 'owner', mem(owner)])
      expect(await refusalOf(allow(world, whose, '198.51.100.0/24')), whose).toMatchObject({
        code: 'invalid',
        fields: { ranges: expect.stringMatching('would lock you out') },
      })
    expect((await world.as('owner').run(previewNetworks, { whose: 'company', ranges: '198.51.100.0/24' })).locksOutAuthor).toBe(true)
    expect(await refusalOf(world.as('admin').run(chooseBreakGlass, { owners: [mem(owner)] }))).toMatchObject({
      code: 'forbidden',
      message: expect.stringMatching('Only an owner'),
    })
    expect(await refusalOf(world.as('owner').run(chooseBreakGlass, { owners: [mem(world.people.admin)] }))).toMatchObject({ code: 'invalid' })
    await world.as('owner').run(chooseBreakGlass, { owners: [mem(owner)] })
    await allow(world, 'company', '198.51.100.0/24')
    expect(await refusalOf(showDesk.invoke(world.people.admin.caller, {}))).toMatchObject({ code: 'forbidden' })
    await showDesk.invoke(owner.caller, {})
    await expect.poll(async () => (await world.events('network.break_glass_used')).map((event) => event.subject_id)).toEqual([owner.sessionId])
    expect(await refusalOf(world.as('owner').run(chooseBreakGlass, { owners: [] })), 'by which one would be locked out').toMatchObject({
      code: 'invalid',
      fields: { owners: expect.stringMatching('locked out') },
    })
    // It is an owner’s: whoever is none any more is kept out like everybody.
    await world.join('owner')
    await admin`update public.members set role = 'admin' where id = ${owner.memberId}`
    expect(await refusalOf(showDesk.invoke(owner.caller, {}))).toMatchObject({ fields: { network: 'company' } })
  })
  test('when everybody is out, the server’s console ends the lists, and the log says so', async () => {
    const world = await fresh()
    await allow(world, 'company', home)
    await allow(world, 'crew', '198.51.100.0/24')
    await admin`update public.network_rules set range = '203.0.113.1' where tenant_id = ${world.tenant}`
    expect(await refusalOf(showDesk.invoke(world.people.owner.caller, {}))).toMatchObject({ code: 'forbidden' })
    expect(await liftNetworks(world.tenant)).toBe(2)
    await showDesk.invoke(world.people.owner.caller, {})
    expect((await world.events('network.changed')).slice(-2)).toMatchObject([
      { actor_role: 'system', detail: { ranges: 0 } },
      { actor_role: 'system', detail: { ranges: 0 } },
    ])
  })
  test('a list that keeps the author in is no reason to refuse, and taking one’s own away is none either', async () => {
    const world = await fresh()
    await allow(world, mem(world.people.admin), `${home}\n198.51.100.0/24`, 'admin')
    await allow(world, 'company', home, 'admin')
    await allow(world, mem(world.people.admin), '', 'admin')
    await showDesk.invoke(world.people.admin.caller, {})
    expect((await world.events('network.changed')).map((event) => event.detail['ranges'])).toEqual([2, 1, 0])
  })
})
