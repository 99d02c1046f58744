// What provisioning makes of memberships: roles by groups, shut out and let in again, and never more than a person of the company decided.
import { beforeAll, describe, expect, test } from 'vitest'
import { FrozenClock } from '../../../lib/kernel/clock.ts'
import { encodeId, newUuid } from '../../../lib/kernel/id.ts'
import { changeRole, endMembership, resumeMember, suspendMember } from '../../../lib/tenancy/change-member.ts'
import { inviteMember } from '../../../lib/tenancy/invite-member.ts'
import { rereadScimRoles } from '../../../lib/tenancy/scim/reread-roles.ts'
import { setGroupRoles } from '../../../lib/tenancy/sso-groups.ts'
import { makeScimCompany, memberBy, userBody, type ScimCompany } from '../../support/scim/company.ts'
import { admin, type Person } from '../../support/world.ts'
import { drain } from '../../support/drain.ts'

let company: ScimCompany
const at = (name: string): string => `${name}@${company.domain}`
const member = (name: string) => memberBy(company.world.tenant, at(name))
async function provision(name: string, more: Readonly<Record<string, unknown>> = {}): Promise<string> {
  const got = await company.client.post('/Users', userBody(at(name), more))
  expect(got.status, got.text).toBe(201)
  return got.body.id
}
async function group(displayName: string, ids: readonly string[] = [], more: Readonly<Record<string, unknown>> = {}): Promise<string> {
  const got = await company.client.post('/Groups', {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'],
    displayName,
    members: ids.map((value) => ({ value })),
    ...more,
  })
  expect(got.status, got.text).toBe(201)
  return got.body.id
}
const put = (groupId: string, op: 'add' | 'remove', ...ids: string[]) =>
  company.client.patch(`/Groups/${groupId}`, [{ op, path: 'members', value: ids.map((value) => ({ value })) }])
const setActive = (id: string, value: boolean) => company.client.patch(`/Users/${id}`, [{ op: 'replace', path: 'active', value }])
/** Gives somebody who is there an address at the company’s domain, and a session. */
async function moved(role: string, name: string): Promise<Person> {
  const person = await company.world.join(role, name)
  await admin`update identity.accounts set email = ${at(name)} where id = ${person.accountId}`
  await admin`update public.members set email = ${at(name)} where id = ${person.memberId}`
  return person
}
const alive = async (person: Person): Promise<boolean> =>
  (await admin`select 1 from identity.sessions where id = ${person.sessionId} and ended_at is null`).length === 1
beforeAll(async () => {
  company = await makeScimCompany({
    others: null,
    lines: [
      ['Payroll', 'finance'],
      ['Field', 'crew'],
      ['g-123', 'office'],
    ],
  })
})

describe('groups', () => {
  test('decide who is in and as what; the first line that fits counts, by name or by the provider’s id', async () => {
    const id = await provision('ro')
    expect(await member('ro')).toBeUndefined()
    const field = await group('Field', [id]),
      payroll = await group('Payroll'),
      office = await group('Whatever', [], { externalId: 'g-123' })
    expect(await member('ro')).toMatchObject({ role: 'crew', state: 'active', source: 'scim' })
    await put(payroll, 'add', id)
    expect((await member('ro'))?.role).toBe('finance')
    await put(payroll, 'remove', id)
    await put(field, 'remove', id)
    expect((await member('ro'))?.state).toBe('suspended')
    await put(office, 'add', id)
    expect(await member('ro')).toMatchObject({ role: 'office', state: 'active' })
    expect((await company.client.remove(`/Groups/${office}`)).status).toBe(204)
    expect((await member('ro'))?.state).toBe('suspended')
    await company.client.remove(`/Groups/${field}`)
    await company.client.remove(`/Groups/${payroll}`)
    expect((await company.world.events('scim.role_followed')).length).toBeGreaterThan(0)
  })
  test('under another name mean another role for everybody in them', async () => {
    const id = await provision('re'),
      field = await group('Field', [id])
    await company.client.patch(`/Groups/${field}`, [{ op: 'replace', path: 'displayName', value: 'Payroll' }])
    expect((await member('re'))?.role).toBe('finance')
    await company.client.remove(`/Groups/${field}`)
  })
  test('never move whom a person has placed, nor an owner', async () => {
    const owner = await moved('owner', 'own'),
      hand = await moved('manager', 'hand'),
      ids = await Promise.all(['own', 'hand'].map((name) => provision(name)))
    const field = await group('Field', ids)
    expect([(await member('own'))?.role, (await member('hand'))?.role]).toEqual(['owner', 'manager'])
    await put(field, 'remove', ...ids)
    expect([(await member('own'))?.state, (await member('hand'))?.state]).toEqual(['active', 'active'])
    expect([await alive(owner), await alive(hand)]).toEqual([true, true])
    await company.client.remove(`/Groups/${field}`)
    const id = await provision('placed'),
      payroll = await group('Payroll', [id]),
      placed = await member('placed')
    await company.world.as('owner').run(changeRole, { memberId: encodeId('member', placed?.id ?? ''), role: 'read_only' })
    await put(payroll, 'remove', id)
    await put(payroll, 'add', id)
    expect(await member('placed')).toMatchObject({ role: 'read_only', state: 'active' })
    await company.client.remove(`/Groups/${payroll}`)
  })
  test('that mean another role from now on move their people at once, by the job that follows', async () => {
    const other = await makeScimCompany({ lines: [['Payroll', 'finance']] }),
      { body: person } = await other.client.post('/Users', userBody(`x@${other.domain}`))
    await other.client.post('/Groups', { schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'], displayName: 'Payroll', members: [{ value: person.id }] })
    expect((await memberBy(other.world.tenant, `x@${other.domain}`))?.role).toBe('finance')
    await other.world.as('owner').run(setGroupRoles, { connectionId: other.connectionId, lines: 'Payroll = read only' })
    await drain(other.world)
    expect((await memberBy(other.world.tenant, `x@${other.domain}`))?.role).toBe('read_only')
    expect(rereadScimRoles.needs).toBe('job')
  })
})
describe('somebody', () => {
  test('who is not active has no session, lends and is lent nothing; the account and its other companies go on', async () => {
    const other = await makeScimCompany(),
      person = await moved('finance', 'shut'),
      elsewhere = newUuid(new Date()),
      session = newUuid(new Date())
    await admin`insert into public.members (tenant_id, id, account_id, number, name, email, role, state) values (${other.world.tenant}, ${elsewhere}, ${person.accountId}, 'M-90001', 'Shut', ${at('shut')}, 'finance', 'active')`
    await admin`insert into identity.sessions (id, secret_hash, account_id, tenant_id, member_id, methods, factor_at, idle_seconds_max, expires_at) values (${session}, ${Buffer.from(session)}, ${person.accountId}, ${other.world.tenant}, ${elsewhere}, 'password totp', now(), 1800, now() + interval '12 hours')`
    const finance = company.world.people.finance.memberId
    for (const [from, to] of [
      [person.memberId, finance],
      [finance, person.memberId],
    ] as const)
      await admin`insert into public.delegations (tenant_id, id, from_member_id, to_member_id, permission, starts_at, ends_at) values (${company.world.tenant}, ${newUuid(new Date())}, ${from}, ${to}, 'payout.approve', now() - interval '1 day', now() + interval '5 days')`
    const id = await provision('shut'),
      got = await setActive(id, false)
    expect([got.status, got.body.active]).toEqual([200, false])
    expect(await member('shut')).toMatchObject({ state: 'suspended', role: 'finance' })
    expect(await alive(person)).toBe(false)
    expect(
      (await admin`select 1 from public.delegations where ended_at is null and (from_member_id = ${person.memberId} or to_member_id = ${person.memberId})`)
        .length,
    ).toBe(0)
    expect((await admin`select 1 from identity.sessions where id = ${session} and ended_at is null`).length).toBe(1)
    expect((await admin`select is_disabled from identity.accounts where id = ${person.accountId}`)[0]?.['is_disabled']).toBe(false)
    expect((await company.world.events('scim.member_shut')).at(-1)).toMatchObject({
      detail: { why: 'not active at the provider', sessions: 1, delegations: 2 },
    })
    await setActive(id, true)
    expect(await member('shut')).toMatchObject({ state: 'active', role: 'finance' })
    expect(await alive(person)).toBe(false)
    expect((await company.client.remove(`/Users/${id}`)).status).toBe(204)
    expect((await member('shut'))?.state).toBe('ended')
    expect((await admin`select 1 from identity.sessions where id = ${session} and ended_at is null`).length).toBe(1)
    expect((await admin`select state from public.members where id = ${elsewhere}`)[0]?.['state']).toBe('active')
  })
  test('who is not active is mailed nothing by what runs for the company, which acts for nobody', async () => {
    const person = await moved('finance', 'mail'),
      id = await provision('mail'),
      { sendDigest } = await import('../../../lib/tenancy/send-digest.ts'),
      payout = newUuid(new Date())
    const notice = () =>
      admin`insert into public.notifications (tenant_id, id, member_id, kind, sentence, subject_kind, subject_id, cause_id, mail, created_at) values (${company.world.tenant}, ${newUuid(new Date())}, ${person.memberId}, 'waiting', 'One payout waits.', 'payout', ${payout}, ${newUuid(new Date())}, 'daily', now() - interval '2 days')`
    const mailed = async (): Promise<number> => {
      await notice()
      const job = { door: { kind: 'platform', tenant: company.world.tenant, actor: null } as const, place: { requestId: 'test', ip: '', agent: '' } }
      await sendDigest.invoke({ ...job, clock: new FrozenClock(new Date(new Date().setUTCHours(23, 30))) }, {})
      return (await admin`select 1 from identity.outbox where tenant_id = ${company.world.tenant} and to_address = ${at('mail')}`).length
    }
    expect(await mailed()).toBe(1)
    await setActive(id, false)
    expect(await mailed()).toBe(1)
  })
  test('made as not active is shut out where they are a member, and joins later where they are none', async () => {
    const person = await moved('office', 'late')
    await provision('late', { active: 'False' })
    expect([(await member('late'))?.state, await alive(person)]).toEqual(['suspended', false])
    const id = await provision('later', { active: false }),
      field = await group('Field', [id])
    expect(await member('later')).toBeUndefined()
    await setActive(id, true)
    expect(await member('later')).toMatchObject({ state: 'active', role: 'crew' })
    await company.client.remove(`/Groups/${field}`)
  })
  test('invited by a person comes in with the role of the invitation, whose links are void', async () => {
    await company.world.as('owner').run(inviteMember, { name: 'In Vited', email: at('invited'), role: 'dispatch' })
    const before = await member('invited')
    await provision('invited')
    expect(await member('invited')).toMatchObject({ id: before?.id, state: 'active', role: 'dispatch', source: 'invited' })
    expect((await admin`select 1 from identity.links where member_id = ${before?.id ?? ''} and used_at is null`).length).toBe(0)
  })
  test('suspended or sent away by a person is let in by a person only', async () => {
    const person = await moved('office', 'stay'),
      id = await provision('stay'),
      memberId = encodeId('member', person.memberId)
    await company.world.as('owner').run(suspendMember, { memberId, reason: 'Under review' })
    for (const value of [false, true]) await setActive(id, value)
    expect((await member('stay'))?.state).toBe('suspended')
    await company.client.remove(`/Users/${id}`)
    expect((await company.client.post('/Users', userBody(at('stay')))).body).toMatchObject({
      status: '403',
      detail: 'This person left the company by a decision made here. An admin invites them anew.',
    })
    const gone = await moved('office', 'away'),
      away = await provision('away')
    await company.world.as('owner').run(endMembership, { memberId: encodeId('member', gone.memberId), reason: 'Left us' })
    for (const value of [false, true]) await setActive(away, value)
    expect((await member('away'))?.state).toBe('ended')
    await company.client.remove(`/Users/${away}`)
    expect((await company.client.post('/Users', userBody(at('away')))).status).toBe(403)
    const back = await moved('office', 'back'),
      backId = await provision('back')
    await setActive(backId, false)
    await company.world.as('owner').run(resumeMember, { memberId: encodeId('member', back.memberId) })
    expect((await member('back'))?.state).toBe('active')
    // From then on it is a person's to open: what provisioning had shut before is forgotten.
    await company.world.as('owner').run(suspendMember, { memberId: encodeId('member', back.memberId), reason: 'Under review' })
    for (const value of [true, false, true]) await setActive(backId, value)
    expect((await member('back'))?.state).toBe('suspended')
  })
  test('with an account that was made elsewhere under an address that nobody proved stays outside', async () => {
    const id = newUuid(new Date())
    await admin`insert into identity.accounts (id, email, name, password_hash) values (${id}, ${at('squatted')}, 'Somebody', 'x')`
    expect((await company.client.post('/Users', userBody(at('squatted')))).body).toMatchObject({
      status: '403',
      detail: expect.stringMatching(/nobody ever proved the address/),
    })
    expect((await admin`select 1 from public.members where account_id = ${id}`).length).toBe(0)
  })
  test('with a closed account stays outside', async () => {
    const person = await moved('office', 'closed')
    await admin`update identity.accounts set is_disabled = true where id = ${person.accountId}`
    expect((await company.client.post('/Users', userBody(at('closed')))).body).toMatchObject({
      status: '403',
      detail: 'The account of this address is closed.',
    })
  })
})
describe('an owner who is kept', () => {
  test('is not shut out: the last one, nor one who keeps a way in; refused with a sentence, in the log, and nothing of the request is done', async () => {
    const kept = await makeScimCompany(),
      { world, domain } = kept,
      owner = world.people.owner
    await admin`update identity.accounts set email = ${`boss@${domain}`} where id = ${owner.accountId}`
    await admin`update public.members set email = ${`boss@${domain}`} where id = ${owner.memberId}`
    const { body: made } = await kept.client.post('/Users', userBody(`boss@${domain}`))
    const refused = async (words: string): Promise<void> => {
      const before = (await kept.client.get(`/Users/${made.id}`)).body
      for (const got of [
        await kept.client.patch(`/Users/${made.id}`, [
          { op: 'replace', path: 'displayName', value: 'X' },
          { op: 'replace', path: 'active', value: false },
        ]),
        await kept.client.put(`/Users/${made.id}`, userBody(`boss@${domain}`, { active: false })),
        await kept.client.remove(`/Users/${made.id}`),
      ]) {
        expect(got.status).toBe(403)
        expect(got.body.detail).toContain(words)
      }
      expect((await kept.client.get(`/Users/${made.id}`)).body).toEqual(before)
      expect((await memberBy(world.tenant, `boss@${domain}`))?.state).toBe('active')
    }
    await refused('last owner')
    expect((await world.events('scim.owner_kept')).length).toBe(3)
    const second = await world.join('owner'),
      third = await world.join('owner')
    await admin`update public.settings set policy = policy || ${admin.json({ ssoDomains: [domain], ssoOwners: [owner.memberId, second.memberId, third.memberId] })} where tenant_id = ${world.tenant}`
    await refused('keeps a way in past the required provider')
    await admin`update public.settings set policy = ${admin.json({ breakGlass: [owner.memberId] })} where tenant_id = ${world.tenant}`
    await refused('no list of networks')
    await admin`update public.settings set policy = '{}' where tenant_id = ${world.tenant}`
    expect((await kept.client.patch(`/Users/${made.id}`, [{ op: 'replace', path: 'active', value: false }])).status).toBe(200)
    expect((await memberBy(world.tenant, `boss@${domain}`))?.state).toBe('suspended')
    // Made as not active: the same, before anything is written.
    await admin`update public.settings set policy = ${admin.json({ breakGlass: [second.memberId] })} where tenant_id = ${world.tenant}`
    await admin`update identity.accounts set email = ${`two@${domain}`} where id = ${second.accountId}`
    await admin`update public.members set email = ${`two@${domain}`} where id = ${second.memberId}`
    expect((await kept.client.post('/Users', userBody(`two@${domain}`, { active: false }))).status).toBe(403)
    expect((await kept.client.find('Users', `userName eq "two@${domain}"`)).body.totalResults).toBe(0)
  })
})
