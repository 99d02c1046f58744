// Requiring the provider is decided knowingly: whom it means is said by name, two owners keep a way in, nobody shuts themselves or an owner out, and what it stands on is not taken away beneath it.
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { encodeId } from '../../lib/kernel/id.ts'
import { changeApprovals, changeSessionLengths } from '../../lib/tenancy/company.ts'
import { changeRole, endMembership, suspendMember } from '../../lib/tenancy/change-member.ts'
import { removeDomain } from '../../lib/tenancy/domains.ts'
import { changeNetworks } from '../../lib/tenancy/networks.ts'
import { keepOwners, liftRequired, previewRequired, requireProvider, showRequired } from '../../lib/tenancy/require-provider.ts'
import { showDesk } from '../../lib/tenancy/show-desk.ts'
import { setConnectionState } from '../../lib/tenancy/sso-change.ts'
import { makePerson } from '../identity/person.ts'
import { byPassword, byProvider, colleagueAt, demand, makeReadyCompany, member, passTest, type RequiredCompany } from '../support/saml/required.ts'
import { startProvider, type Provider } from '../support/saml/provider.ts'
import { admin, refusalOf } from '../support/world.ts'

let provider: Provider
beforeAll(async () => {
  provider = await startProvider()
  process.env['PLUMBLINE_EGRESS_ALLOW'] = provider.origin
})
afterAll(() => provider.close())
const ready = () => makeReadyCompany(provider, { providerFactor: 'attested' })
const policyOf = async ({ world }: RequiredCompany) =>
  (await admin<{ policy: Record<string, unknown> }[]>`select policy from public.settings where tenant_id = ${world.tenant}`)[0]?.policy
/** Refused, and neither the policy nor a session nor the log of it has changed. */
async function refusedUnchanged(company: RequiredCompany, act: () => Promise<unknown>): Promise<Awaited<ReturnType<typeof refusalOf>>> {
  const state = async () =>
    JSON.stringify([
      await policyOf(company),
      (await admin`select count(*) from identity.sessions where tenant_id = ${company.world.tenant} and ended_at is not null`)[0],
      (await company.world.events()).filter((e) => e.event.startsWith('sso.re') || e.event === 'sso.break_glass_chosen').length,
    ])
  const before = await state(),
    refusal = await refusalOf(act())
  expect(await state()).toBe(before)
  return refusal
}

test('the preview names who is meant, whose sessions end and who could keep a way in; what is then done is what it said', async () => {
  const company = await ready(),
    { world } = company,
    [person, linked] = [await colleagueAt(company, 'finance', 'Ada Amber'), await colleagueAt(company, 'crew', 'Bo Birch')],
    outside = await makePerson(world.tenant, 'office', 'Cy Cedar')
  await byPassword(person)
  await byProvider(provider, company, linked)
  await byPassword(outside)
  for (const [owner, connection, revoked] of [
    [person, null, null],
    [person, null, new Date()],
    [linked, company.uuid, null],
    [outside, null, null],
  ] as const)
    await admin`insert into public.api_keys (tenant_id, id, member_id, name, hint, secret_hash, permissions, networks, connection_id, expires_at, revoked_at, revoked_why) values (${world.tenant}, gen_random_uuid(), ${owner.memberId}, ${`Key ${Math.random()}`}, 'plkey_', ${randomBytes(32)}, '["payee.read"]'::jsonb, '[]'::jsonb, ${connection}, now() + interval '9 days', ${revoked}, ${revoked && 'by a person'})`
  const seen = await world.as('admin').run(previewRequired, { domainId: company.domainId })
  expect(seen.people.map(({ name, isLinked, sessions }) => [name, isLinked, sessions])).toEqual([
    ['Ada Amber', false, 1],
    ['Bo Birch', true, 0],
    ['Olga Owner', false, 0],
    ['Otto Owner', false, 0],
  ])
  expect(seen).toMatchObject({ total: 4, unlinked: 3, invited: 0, sessions: 1, keys: 1, fault: null, isRequired: false, own: 'untouched' })
  expect(seen.owners.map(({ name, why }) => [name, why])).toEqual([
    [world.people.owner.name, 'has no password'],
    ['Olga Owner', null],
    ['Otto Owner', null],
  ])
  expect(await demand(company, 'admin')).toMatchObject({ members: 2, sessions: 1 })
  expect((await world.events('sso.required')).at(-1)).toMatchObject({
    actor_id: world.people.admin.memberId,
    detail: {
      domain: company.domain,
      members: 2,
      sessions: 1,
      changes: [
        { field: 'sign-in', before: 'password or provider', after: 'provider' },
        { field: 'way in past it', before: 'nobody' },
      ],
    },
  })
  const shown = await world.as('read_only').run(showRequired, {})
  expect(shown).toMatchObject({ isRequired: true, hasProvider: true, mayChange: false, domains: [{ name: company.domain, isRequired: true, people: 4 }] })
  expect(shown.owners.filter((owner) => owner.isChosen).map((owner) => owner.name)).toEqual(['Olga Owner', 'Otto Owner'])
})
test('it is for admins and owners, with a factor for the very act', async () => {
  const company = await ready(),
    input = { domainId: company.domainId, owners: company.owners.map(member) }
  for (const role of ['manager', 'finance', 'office', 'dispatch', 'crew', 'read_only'] as const)
    for (const operation of [requireProvider, liftRequired, keepOwners, previewRequired] as const)
      expect(
        (
          await refusalOf(
            company.world
              .as(role)
              .run(
                operation as typeof requireProvider,
                operation === requireProvider ? input : operation === keepOwners ? { owners: input.owners } : { domainId: input.domainId },
              ),
          )
        ).code,
        `${role} ${operation.name}`,
      ).toBe('forbidden')
  expect((await refusedUnchanged(company, () => company.world.as('owner').runWithoutFactor(requireProvider, input))).code).toBe('step_up')
  const other = await ready()
  expect((await refusedUnchanged(company, () => other.world.as('owner').run(requireProvider, input))).code).toBe('not_found')
})
describe('it is refused, with nothing changed,', () => {
  test('without a provider that is on and was tried out, and for a domain that is not proven now', async () => {
    const company = await ready(),
      { world } = company
    await admin`update public.sso_connections set state = 'off' where id = ${company.uuid}`
    expect((await refusedUnchanged(company, () => demand(company))).message).toMatch(/Switch a connection on first/)
    await admin`update public.sso_connections set state = 'on' where id = ${company.uuid}`
    await admin`delete from public.sso_tests where tenant_id = ${world.tenant}`
    expect((await refusedUnchanged(company, () => demand(company))).message).toMatch(/test sign-in that was accepted/)
    await passTest(company)
    for (const state of ['pending', 'failing', 'lost']) {
      await admin`update public.domains set state = ${state} where tenant_id = ${world.tenant}`
      expect((await refusedUnchanged(company, () => demand(company))).message, state).toMatch(/not found at present/)
    }
  })
  test('with fewer than two owners who could come in: no password, no second factor, no owner, somebody of another company', async () => {
    const company = await ready(),
      { world } = company,
      [one, two] = company.owners,
      stranger = (await ready()).owners[0]
    expect((await refusedUnchanged(company, () => demand(company, 'owner', []))).fields['owners']).toMatch(/two owners at least/)
    expect((await refusedUnchanged(company, () => demand(company, 'owner', [one, one]))).fields['owners']).toMatch(/two owners at least/)
    expect((await refusedUnchanged(company, () => demand(company, 'owner', [one, world.people.owner]))).fields['owners']).toMatch(/has no password/)
    await admin`insert into public.members (tenant_id, id, account_id, number, name, email, role, state) values (${world.tenant}, gen_random_uuid(), gen_random_uuid(), 'M-77777', 'Nell Never', 'never@example.com', 'owner', 'active')`
    expect((await world.as('owner').run(previewRequired, { domainId: company.domainId })).owners.find((owner) => owner.name === 'Nell Never')?.why).toBe(
      'has never signed in here',
    )
    for (const nobody of [world.people.admin, stranger])
      expect((await refusedUnchanged(company, () => demand(company, 'owner', [one, two, nobody]))).fields['owners']).toMatch(/Only owners/)
    await admin`update identity.factors set removed_at = now() where account_id = ${two.accountId}`
    expect((await refusedUnchanged(company, () => demand(company))).message).toMatch(
      /Two owners with password and second factor have to keep a way in, and the company has one/,
    )
  })
  test('where the author would be left outside, and where an admin would leave an owner outside', async () => {
    const company = await ready(),
      { world } = company,
      third = await colleagueAt(company, 'owner', 'Tilda Third'),
      inside = await world.join('admin')
    expect((await refusedUnchanged(company, () => demand(company, 'admin'))).fields['owners']).toMatch(
      /Only an owner leaves an owner without a way in. Keep Tilda Third/,
    )
    await admin`update public.members set email = ${`inside.${inside.memberId}@${company.domain}`} where id = ${inside.memberId}`
    expect((await refusedUnchanged(company, () => demand(company, inside, [...company.owners, third]))).message).toMatch(/the provider has not let you in yet/)
    await admin`insert into public.sso_identities (tenant_id, id, connection_id, issuer, subject, member_id, account_id, last_used_at) values (${world.tenant}, gen_random_uuid(), ${company.uuid}, 'x', 'x', ${inside.memberId}, ${inside.accountId}, now())`
    expect(await demand(company, inside, [...company.owners, third])).toMatchObject({ sessions: 1 })
    await expect(showDesk.invoke(inside.caller, {})).rejects.toMatchObject({ name: 'DoorShut' })
  })
  test('twice, and lifting what is not required', async () => {
    const company = await ready()
    expect((await refusedUnchanged(company, () => company.world.as('owner').run(liftRequired, { domainId: company.domainId }))).code).toBe('conflict')
    await demand(company)
    expect((await refusedUnchanged(company, () => demand(company))).code).toBe('conflict')
  })
})
test('who keeps a way in can be chosen anew; who is left out loses what they opened by password, and the number never falls below two', async () => {
  const company = await ready(),
    { world } = company,
    third = await colleagueAt(company, 'owner', 'Tilda Third'),
    keep = (owners: readonly { memberId: string }[], by: 'owner' | 'admin' = 'owner') => world.as(by).run(keepOwners, { owners: owners.map(member) })
  await demand(company, 'owner', [...company.owners, third])
  const inside = await byPassword(third)
  expect((await refusedUnchanged(company, () => keep([company.owners[0]]))).fields['owners']).toMatch(/two owners at least/)
  expect((await refusedUnchanged(company, () => keep(company.owners, 'admin'))).fields['owners']).toMatch(/Only an owner/)
  expect(await keep(company.owners)).toEqual({ owners: 2 })
  expect((await world.events('sso.break_glass_chosen')).at(-1)?.detail).toMatchObject({ sessions: 1 })
  await expect(showDesk.invoke(inside.caller, {})).rejects.toMatchObject({ name: 'DoorShut' })
  const [one] = company.owners,
    head = world.as('owner')
  for (const act of [
    () => head.run(changeRole, { memberId: member(one), role: 'admin' }),
    () => head.run(suspendMember, { memberId: member(one), reason: 'On leave' }),
    () => head.run(endMembership, { memberId: member(one), reason: 'Left' }),
  ])
    expect((await refusedUnchanged(company, () => act())).message).toMatch(/one of two who keep a way in/)
  expect(await keep([one, third])).toEqual({ owners: 2 })
  await head.run(changeRole, { memberId: member(company.owners[1]), role: 'admin' })
})
test('what it stands on is not taken away beneath it: the last provider that is on, the domain; and a record that is lost opens no password', async () => {
  const company = await ready(),
    { world } = company,
    person = await colleagueAt(company)
  await byProvider(provider, company, person)
  await demand(company)
  expect((await refusedUnchanged(company, () => world.as('owner').run(setConnectionState, { connectionId: company.connectionId, to: 'off' }))).message).toMatch(
    /is the only one that is on/,
  )
  expect((await refusedUnchanged(company, () => world.as('owner').run(removeDomain, { domainId: company.domainId }))).message).toMatch(/Lift that first/)
  await admin`update public.domains set state = 'lost', missing_since = now() where tenant_id = ${world.tenant}`
  await admin`delete from identity.proven_domains where tenant_id = ${world.tenant}`
  expect((await refusalOf(byPassword(person, 30_000))).message).toMatch(/only/)
  expect((await showDesk.invoke((await byProvider(provider, company, person, 60_000)).caller, {})).member.name).toBe(person.name) // known by subject, as before
  // Nobody switched it off by an act, but off it is: closed, with the way in for owners.
  await admin`update public.sso_connections set state = 'off' where id = ${company.uuid}`
  expect((await refusalOf(byPassword(person, 90_000))).message).toMatch(/by its provider only, and that is switched off at present\. An owner of .* can help/)
  expect((await showDesk.invoke((await byPassword(company.owners[0])).caller, {})).member.role).toBe('owner')
  expect(await world.as('owner').run(showRequired, {})).toMatchObject({ hasProvider: false, isRequired: true })
  await world.as('owner').run(liftRequired, { domainId: company.domainId })
  await world.as('owner').run(removeDomain, { domainId: company.domainId })
})
test('lifting it opens passwords again, forgets the owners, and stands in the log; other decisions of the company are kept through all of it', async () => {
  const company = await ready(),
    { world } = company,
    person = await colleagueAt(company)
  await world.as('owner').run(changeSessionLengths, { officeIdleMinutes: 20, officeHoursMax: 10, crewIdleDays: 5, crewDaysMax: 20 })
  await demand(company)
  await world.as('owner').run(changeApprovals, { limits: [{ currency: 'USD', twoFrom: '750.00' }] })
  await world.as('owner').run(changeNetworks, { whose: encodeId('member', world.people.crew.memberId), ranges: '192.0.2.0/24' })
  expect(await policyOf(company)).toMatchObject({
    officeIdleMinutes: 20,
    ssoDomains: [company.domain],
    ssoOwners: company.owners.map((owner) => owner.memberId),
  })
  await world.as('admin').run(liftRequired, { domainId: company.domainId })
  expect(await policyOf(company)).toMatchObject({ officeIdleMinutes: 20, twoFromMinor: { USD: '75000' }, ssoDomains: [], ssoOwners: [] })
  expect((await world.events('sso.requirement_lifted')).at(-1)?.detail).toMatchObject({ domain: company.domain, members: 3 })
  expect((await showDesk.invoke((await byPassword(person)).caller, {})).member.role).toBe('finance')
})
test('two who decide at once stand in line: the connection is not switched off beneath a requirement that was just made', async () => {
  const company = await ready(),
    acts = await Promise.allSettled([demand(company), company.world.as('admin').run(setConnectionState, { connectionId: company.connectionId, to: 'off' })])
  expect(acts.filter((act) => act.status === 'fulfilled')).toHaveLength(1)
})
