// A company decides its own limits and lengths within bounds, each change recorded before and after; the operator runs the installation and sees nothing of what is in a company.
import { describe, expect, test } from 'vitest'
import type { Operation } from '../../lib/access/operation.ts'
import { setCompanyState } from '../../lib/identity/set-company-state.ts'
import { encodeId, newUuid } from '../../lib/kernel/id.ts'
import { platformTenant } from '../../lib/kernel/platform-tenant.ts'
import { changeApprovals, changeClocks, changeCompany, changeSessionLengths, showCompany } from '../../lib/tenancy/company.ts'
import { sealText } from '../../lib/platform/sms/sealed-text.ts'
import { listCompanies, listJobs, listOutbox } from '../../lib/tenancy/console-lists.ts'
import { resume, retryDeadJob, showCompanyOfInstallation, showHealth, showMail } from '../../lib/tenancy/operator.ts'
import { policyOf } from '../../lib/tenancy/policy.ts'
import { showDesk } from '../../lib/tenancy/show-desk.ts'
import { Browser, eventsOf, makePerson, presentClock } from '../identity/person.ts'
import { admin, makeWorld, refusalOf } from '../support/world.ts'

const isShut = (promise: Promise<unknown>) => expect(promise).rejects.toMatchObject({ name: 'DoorShut' })
const policy = async (tenant: string) => policyOf((await admin`select policy from public.settings where tenant_id = ${tenant}`)[0]?.['policy'])
describe('company settings', () => {
  test('name, zone and locale change together with the name that the sign-in shows', async () => {
    const world = await makeWorld()
    await world.as('admin').run(changeCompany, { name: 'Tidewell & Daughters', zone: 'Europe/Oslo', locale: 'nb-NO' })
    expect(await world.as('crew').run(showDesk, {})).toMatchObject({ company: 'Tidewell & Daughters', zone: 'Europe/Oslo', locale: 'nb-NO' })
    expect((await admin`select name from identity.tenants where id = ${world.tenant}`)[0]).toMatchObject({ name: 'Tidewell & Daughters' })
    expect((await world.events('company.changed'))[0]?.detail['changes']).toMatchObject([
      { field: 'name' },
      { field: 'zone', after: 'Europe/Oslo' },
      { field: 'locale' },
    ])
    for (const [input, field] of [
      [{ name: 'X', zone: 'Mars/Olympus', locale: 'en-US' }, 'zone'],
      [{ name: 'X', zone: 'UTC', locale: '!!' }, 'locale'],
      [{ name: '<b>', zone: 'UTC', locale: 'en-US' }, 'name'],
    ] as const)
      expect((await refusalOf(world.as('admin').run(changeCompany, input))).fields).toHaveProperty(field)
    expect(await refusalOf(world.as('finance').run(changeCompany, { name: 'X', zone: 'UTC', locale: 'en-US' }))).toMatchObject({ code: 'forbidden' })
  })
  test('approval limits per currency, with before and after in the log', async () => {
    const world = await makeWorld()
    expect((await world.as('manager').run(showCompany, {})).limits).toEqual([{ currency: 'USD', twoFrom: '1000.00', managerLimit: '2000.00', isDefault: true }])
    await world.as('owner').run(changeApprovals, {
      limits: [
        { currency: 'USD', twoFrom: '500.00', managerLimit: '2000.00' },
        { currency: 'JPY', twoFrom: '90000' },
      ],
    })
    const now = await policy(world.tenant)
    expect([now.twoFrom('USD').minor, now.twoFrom('JPY').minor, now.limitOf('manager', 'USD')?.minor]).toEqual([50_000n, 90_000n, 200_000n])
    expect((await world.events('company.approvals_changed'))[0]?.detail['changes']).toEqual([
      { field: 'two people from', before: '1000.00 USD', after: '500.00 USD' },
      { field: 'two people from', before: '1000 JPY', after: '90000 JPY' },
    ])
    for (const twoFrom of ['1,000', '5.555', '-1', 'much'])
      expect(await refusalOf(world.as('owner').run(changeApprovals, { limits: [{ currency: 'USD', twoFrom }] }))).toMatchObject({
        code: 'invalid',
        fields: { 'limits.0.twoFrom': expect.any(String) },
      })
    expect(await refusalOf(world.as('owner').run(changeApprovals, { limits: [{ currency: 'XXX', twoFrom: '1.00' }] }))).toMatchObject({ code: 'invalid' })
    expect(await refusalOf(world.as('owner').runWithoutFactor(changeApprovals, { limits: [{ currency: 'USD', twoFrom: '1.00' }] }))).toMatchObject({
      code: 'step_up',
    })
  })
  test('shorter sessions count at once, longer ones from the next sign-in', async () => {
    const world = await makeWorld(new Date().toISOString())
    await world.as('owner').run(changeSessionLengths, { officeIdleMinutes: 10, officeHoursMax: 4, crewIdleDays: 2, crewDaysMax: 30 })
    expect(
      (
        await admin`select m.role, s.idle_seconds_max, round(extract(epoch from s.expires_at - s.created_at) / 3600)::int as hours from identity.sessions s join public.members m on m.id = s.member_id where s.tenant_id = ${world.tenant} and m.role in ('crew', 'finance') order by 1`
      ).map((r) => ({ ...r })),
    ).toEqual([
      { role: 'crew', idle_seconds_max: 1800, hours: 12 },
      { role: 'finance', idle_seconds_max: 600, hours: 4 },
    ])
    expect(
      await refusalOf(world.as('owner').run(changeSessionLengths, { officeIdleMinutes: 120, officeHoursMax: 1, crewIdleDays: 2, crewDaysMax: 30 })),
    ).toMatchObject({ fields: { officeIdleMinutes: expect.any(String) } })
    expect(
      await refusalOf(world.as('owner').run(changeSessionLengths, { officeIdleMinutes: 1, officeHoursMax: 12, crewIdleDays: 2, crewDaysMax: 31 })),
    ).toMatchObject({ code: 'invalid' })
  })
  test('the hold of a changed bank detail and the clock of a dispute, within bounds, by a code for that very act', async () => {
    const world = await makeWorld()
    expect((await world.as('owner').run(showCompany, {})).clocks).toEqual({ bankDetailHoldDays: 7, disputeBusinessDays: 10, accessDaysMax: 30 })
    await world.as('owner').run(changeClocks, { bankDetailHoldDays: 0, disputeBusinessDays: 5 })
    expect(await policy(world.tenant)).toMatchObject({ bankDetailHoldDays: 0, disputeBusinessDays: 5 })
    expect((await world.events('company.clocks_changed'))[0]?.detail['changes']).toEqual([
      { field: 'a changed bank detail waits', before: '7 days', after: '0 days' },
      { field: 'a dispute is answered within', before: '10 business days', after: '5 business days' },
    ])
    for (const [input, field] of [
      [{ bankDetailHoldDays: 61, disputeBusinessDays: 5 }, 'bankDetailHoldDays'],
      [{ bankDetailHoldDays: 7, disputeBusinessDays: 0 }, 'disputeBusinessDays'],
    ] as const)
      expect((await refusalOf(world.as('owner').run(changeClocks, input))).fields).toHaveProperty(field)
    expect(await refusalOf(world.as('owner').runWithoutFactor(changeClocks, { bankDetailHoldDays: 1, disputeBusinessDays: 5 }))).toMatchObject({
      code: 'step_up',
    })
    expect(await refusalOf(world.as('finance').run(changeClocks, { bankDetailHoldDays: 1, disputeBusinessDays: 5 }))).toMatchObject({ code: 'forbidden' })
  })
})
describe('operator', () => {
  test('a suspended company is shut to everyone at once, and both logs say why', async () => {
    const world = await makeWorld(new Date().toISOString()),
      operator = await makePerson(platformTenant, 'operator'),
      browser = new Browser(presentClock()),
      tenantId = encodeId('tenant', world.tenant)
    await browser.signIn(operator)
    browser.clock.advance(30_000)
    const person = await makePerson(world.tenant, 'finance')
    expect(
      await refusalOf(setCompanyState.invoke(browser, { ...browser.own, tenantId, to: 'suspended', reason: 'unpaid', factorCode: '000000' })),
    ).toMatchObject({ fields: { factorCode: expect.any(String) } })
    await showDesk.invoke(world.people.owner.caller, {})
    expect(
      await setCompanyState.invoke(browser, { ...browser.own, tenantId, to: 'suspended', reason: 'unpaid', factorCode: operator.code(browser.clock) }),
    ).toMatchObject({ sessions: 8 })
    await isShut(showDesk.invoke(world.people.owner.caller, {}))
    expect(await refusalOf(new Browser(presentClock()).signIn(person))).toMatchObject({
      code: 'forbidden',
      message: expect.stringMatching('belongs to no company'),
    })
    for (const tenant of [world.tenant, platformTenant])
      expect((await eventsOf(tenant, 'company.state_set')).at(-1)).toMatchObject({ detail: { to: 'suspended', reason: 'unpaid' } })
    browser.clock.advance(30_000)
    await admin`update identity.factors set last_step = 0 where account_id = ${operator.accountId}`
    await setCompanyState.invoke(browser, { ...browser.own, tenantId, to: 'active', reason: 'paid', factorCode: operator.code(browser.clock) })
    await admin`update identity.factors set last_step = 0`
    await new Browser(presentClock()).signIn(person)
  })
  test('owners of companies do not reach it, whatever they send', async () => {
    const world = await makeWorld(new Date().toISOString()),
      owner = await makePerson(world.tenant, 'owner'),
      browser = new Browser(presentClock())
    await browser.signIn(owner)
    expect(
      await refusalOf(
        setCompanyState.invoke(browser, {
          ...browser.own,
          tenantId: encodeId('tenant', world.tenant),
          to: 'suspended',
          reason: 'because',
          factorCode: '123456',
        }),
      ),
    ).toMatchObject({ code: 'forbidden' })
    const operations: readonly Operation<unknown, unknown>[] = [listCompanies, listOutbox, listJobs, showHealth]
    for (const operation of operations) expect(await refusalOf(world.as('owner').run(operation, {}))).toMatchObject({ code: 'forbidden' })
    await expect(
      admin.begin(async (tx) => {
        await tx`set local role app_rw`
        await tx`select * from platform.companies()`
      }),
    ).rejects.toThrow('not the platform')
  })
  test('companies are seen by name and counts, mail outside production, jobs without what they carry', async () => {
    const world = await makeWorld(new Date().toISOString(), { company: 'Quiet Pipes' })
    const found = (await world.as('operator').run(listCompanies, {})).companies.find((c) => c.name === 'Quiet Pipes')
    expect(found).toMatchObject({ state: 'active', accounts: 8 })
    expect(await world.as('operator').run(showCompanyOfInstallation, { tenantId: found?.id })).toMatchObject({ name: 'Quiet Pipes' })
    await admin`insert into identity.outbox (id, to_address, subject, body, kind) values (gen_random_uuid(), 'a@example.com', 'Hello', 'The body', 'test')`
    const [mail] = (await world.as('operator').run(listOutbox, {})).mails
    expect(await world.as('operator').run(showMail, { messageId: mail?.id })).toMatchObject({ subject: 'Hello', body: 'The body', to: 'a@example.com' })
    // Other tests' companies may have dead jobs; what they carry is shown of none.
    for (const job of (await world.as('operator').run(listJobs, {})).dead)
      expect(Object.keys(job).sort()).toEqual(['at', 'attempts', 'company', 'error', 'id', 'task'])
    expect(await refusalOf(world.as('operator').run(retryDeadJob, { job: '999999999' }))).toMatchObject({ code: 'not_found' })
  })
  test('a text message is read outside production until it has left, its number by two digits only', async () => {
    const world = await makeWorld(new Date().toISOString()),
      id = newUuid(new Date())
    await admin`insert into identity.outbox (id, channel, to_address, subject, body, kind, sealed) values (${id}, 'text', '•••• 32', 'A code by text message', '', 'identity.text_code', ${await sealText(id, { to: '+14155550132', text: '123456 is your Plumbline code.' })})`
    const shown = (): Promise<object> => world.as('operator').run(showMail, { messageId: encodeId('message', id) })
    expect(await shown()).toMatchObject({ channel: 'text', to: '•••• 32', body: '123456 is your Plumbline code.' })
    const listed = JSON.stringify((await world.as('operator').run(listOutbox, {})).mails)
    expect(listed).not.toContain('5550132')
    expect(listed).not.toContain('123456 is')
    await admin`update identity.outbox set sealed = null, sent_at = now() where id = ${id}`
    expect(await shown()).toMatchObject({ body: 'The message has left, and its words with it.' })
  })
  test('after a restore the operator lets mail and releases go, once', async () => {
    const world = await makeWorld(new Date().toISOString())
    await admin`update identity.installation set is_paused = true, paused_reason = 'restored from a backup'`
    expect(await world.as('operator').run(showHealth, {})).toMatchObject({ isPaused: true, pausedReason: 'restored from a backup' })
    // Whoever would wait for money or mail reads so on every page; whoever would not is not troubled.
    const told = async (by: 'operator' | 'finance' | 'owner' | 'crew' | 'dispatch'): Promise<boolean> => (await world.as(by).run(showDesk, {})).isPaused
    expect([await told('operator'), await told('finance'), await told('owner'), await told('crew'), await told('dispatch')]).toEqual([
      true,
      true,
      true,
      false,
      false,
    ])
    await world.as('operator').run(resume, {})
    expect(await told('finance')).toBe(false)
    expect(await refusalOf(world.as('operator').run(resume, {}))).toMatchObject({ code: 'conflict' })
  })
})
