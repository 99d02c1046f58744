// A company owns a mail domain when the domain name system says so, one company at a time, and no longer than the record is there.
import { z } from 'zod'
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { names } from '../../lib/platform/dns/names.ts'
import { addDomain, checkDomain, domainsMax, listDomains, recheckDomains, removeDomain, showDomain } from '../../lib/tenancy/domains.ts'
import { readDomain } from '../../lib/tenancy/domain.ts'
import { schedules } from '../../lib/registry.ts'
import { newUuid } from '../../lib/kernel/id.ts'
import { job } from '../../lib/access/job.ts'
import { drain } from '../support/drain.ts'
import { admin, makeWorld, refusalOf, type World } from '../support/world.ts'

/** A zone of our own: what each name answers, or a fault. */
const zone = new Map<string, readonly string[] | Error>()
const before = names.answers
let world: World, other: World
beforeAll(async () => {
  names.answers = {
    async txt(name) {
      const found = zone.get(name) ?? []
      if (found instanceof Error) throw found
      return found
    },
  }
  ;[world, other] = [await makeWorld(), await makeWorld()]
  return () => {
    names.answers = before
  }
})
afterEach(() => zone.clear())
let count = 0
/** Names of this run alone: a domain is proven once in the whole database. */
const fresh = (): string => `d${++count}-${newUuid(new Date()).slice(-10)}.example`
async function claim(in_: World, name: string): Promise<string> {
  return (await in_.as('admin').run(addDomain, { name })).id
}
async function publish(in_: World, domainId: string): Promise<void> {
  const { record } = await in_.as('admin').run(showDomain, { domainId })
  zone.set(record.name, ['v=spf1 -all', record.value])
}
const look = (in_: World, domainId: string) => in_.as('admin').run(checkDomain, { domainId })
const recheck = async (in_: World): Promise<unknown> => {
  await admin`select graphile_worker.add_job('test.recheck', ${JSON.stringify({ tenant: in_.tenant, input: {} })}::text::json)`
  return drain(in_, [{ kind: job('test.recheck', z.strictObject({})), operation: recheckDomains }])
}
/** Connections that hold the domains of a company and do nothing. */
const holding = async (): Promise<number> =>
  (
    await admin<
      { n: number }[]
    >`select count(*)::int as n from pg_stat_activity where application_name = 'plumbline app' and datname = current_database() and state like 'idle in transaction%' and pid in (select pid from pg_locks where relation = 'public.domains'::regclass)`
  )[0]?.n ?? NaN
const holder = async (name: string): Promise<string | undefined> =>
  (await admin<{ tenant_id: string }[]>`select tenant_id from identity.proven_domains where name = ${name}`)[0]?.tenant_id

test('a name server that is slow keeps no connection: more looks than the pool has wait in none, and others are served', async () => {
  const mine = await makeWorld(),
    ids: string[] = [],
    looks = 14
  for (let n = 0; n < looks; n++) ids.push(await claim(mine, fresh()))
  const asking = names.answers
  let answer: () => void = () => undefined,
    asked = 0
  const slow = new Promise<void>((resolve) => {
    answer = resolve
  })
  names.answers = {
    async txt(name) {
      asked++
      await slow
      return asking.txt(name)
    },
  }
  try {
    const looking = Promise.all(ids.map((id) => look(mine, id)))
    await vi.waitFor(() => expect(asked).toBe(looks))
    // One after the other: whoever waits outside holds nothing inside.
    expect((await mine.as('admin').run(listDomains, {})).domains).toHaveLength(looks)
    // Others of this database may be between two statements just now; what waits for the name server would stay so.
    await vi.waitFor(async () => expect(await holding()).toBe(0), { timeout: 5_000 })
    answer()
    expect((await looking).map((looked) => looked.answer)).toEqual(Array(looks).fill('none'))
  } finally {
    names.answers = asking
  }
  // A stranger to the act asks nobody anything.
  const before = asked
  expect((await refusalOf(mine.as('crew').run(checkDomain, { domainId: ids[0] }))).code).toBe('forbidden')
  expect((await refusalOf(other.as('admin').run(checkDomain, { domainId: ids[0] }))).code).toBe('not_found')
  expect(asked).toBe(before)
})
describe('a claim', () => {
  test('means nothing until the record is there; then it is proven and on record', async () => {
    const name = fresh(),
      id = await claim(world, name)
    expect(await look(world, id)).toMatchObject({ state: 'pending', answer: 'none' })
    expect(await holder(name)).toBeUndefined()
    await publish(world, id)
    expect(await look(world, id)).toMatchObject({ state: 'proven', answer: 'found' })
    expect(await holder(name)).toBe(world.tenant)
    expect((await world.events('domain.proven')).at(-1)?.detail).toEqual({ domain: name, before: 'pending' })
  })
  test('is not met by another value, another name, or a value with more around it', async () => {
    const name = fresh(),
      id = await claim(world, name),
      { record } = await world.as('admin').run(showDomain, { domainId: id })
    for (const values of [[`${record.value}x`], [`x${record.value}`], [record.value.toUpperCase()], [record.value.slice(0, -1)], ['plumbline-domain='], ['']]) {
      zone.set(record.name, values)
      expect((await look(world, id)).answer, values[0]).toBe('other')
    }
    zone.delete(record.name)
    zone.set(name, [record.value])
    expect((await look(world, id)).answer).toBe('none')
    expect(await holder(name)).toBeUndefined()
  })
  test('has a value that another company’s claim of the same domain does not have', async () => {
    const name = fresh(),
      [mine, theirs] = [await claim(world, name), await claim(other, name)]
    await publish(world, mine)
    expect(await look(other, theirs)).toMatchObject({ state: 'pending', answer: 'other' })
  })
  test('of a name that is none, or is in the list, is refused in a sentence and changes nothing', async () => {
    const name = fresh(),
      id = await claim(world, name)
    for (const typed of [
      '',
      'com',
      'localhost',
      '10.0.0.1',
      'a b.example',
      'example.com/x',
      'https://example.com',
      'me@example.com',
      '-a.example',
      `${'a'.repeat(64)}.example`,
      'exa_mple.com',
      '*.example.com',
    ])
      expect((await refusalOf(world.as('admin').run(addDomain, { name: typed }))).fields['name'], typed).toMatch(/domain/i)
    expect((await refusalOf(world.as('admin').run(addDomain, { name: ` @${name.toUpperCase()}. ` }))).message).toContain('in the list already')
    const twice = fresh(),
      both = await Promise.allSettled([1, 2, 3, 4].map(() => world.as('admin').run(addDomain, { name: twice })))
    expect(both.map((one) => (one.status === 'fulfilled' ? 'made' : (one.reason as { code?: string }).code)).sort()).toEqual([
      'invalid',
      'invalid',
      'invalid',
      'made',
    ])
    expect((await world.as('read_only').run(listDomains, {})).domains.filter((d) => d.name === name).map((d) => d.id)).toEqual([id])
    expect(readDomain('Bücher.example')).toBe('xn--bcher-kva.example')
  })
  test('is an admin’s or an owner’s to make, and there are not endlessly many', async () => {
    for (const role of ['manager', 'finance', 'office', 'crew', 'read_only'] as const)
      expect((await refusalOf(world.as(role).run(addDomain, { name: fresh() }))).code, role).toBe('forbidden')
    const full = await makeWorld()
    for (let i = 0; i < domainsMax; i++) await claim(full, fresh())
    expect((await refusalOf(full.as('owner').run(addDomain, { name: fresh() }))).code).toBe('conflict')
  })
})
describe('two companies', () => {
  test('cannot both have proven it: the first keeps it, the second is told that it is taken, not by whom', async () => {
    const name = fresh(),
      [mine, theirs] = [await claim(world, name), await claim(other, name)]
    await publish(world, mine)
    await look(world, mine)
    await publish(other, theirs)
    expect(await look(other, theirs)).toMatchObject({ state: 'pending', answer: 'taken' })
    expect(await holder(name)).toBe(world.tenant)
    expect(JSON.stringify(await other.as('admin').run(showDomain, { domainId: theirs }))).not.toContain(world.tenant)
    // The one gives it up: then it is the other's to prove.
    await world.as('owner').run(removeDomain, { domainId: mine })
    expect(await look(other, theirs)).toMatchObject({ state: 'proven' })
    expect(await holder(name)).toBe(other.tenant)
  })
  test('that prove it in the same moment: one gets it', async () => {
    const name = fresh(),
      ids = [await claim(world, name), await claim(other, name)] as const
    const values = await Promise.all(ids.map(async (domainId, i) => ([world, other][i] as World).as('admin').run(showDomain, { domainId })))
    zone.set(
      values[0]?.record.name as string,
      values.map((v) => v.record.value),
    )
    const looked = await Promise.all(ids.map((id, i) => look([world, other][i] as World, id)))
    expect(looked.map((l) => l.answer).sort()).toEqual(['found', 'taken'])
  })
  test('cannot look at, check or remove each other’s', async () => {
    const id = await claim(world, fresh())
    for (const operation of [showDomain, checkDomain, removeDomain])
      expect((await refusalOf(other.as('owner').run<unknown>(operation, { domainId: id }))).code).toBe('not_found')
  })
})
describe('every day', () => {
  test('the record is looked for: missing, it counts three days more; then nobody is linked by it', async () => {
    const company = await makeWorld(),
      name = fresh(),
      id = await claim(company, name),
      day = 86_400_000
    await publish(company, id)
    await look(company, id)
    const state = async () => (await company.as('admin').run(showDomain, { domainId: id })).state
    zone.clear()
    const seen: string[] = []
    for (let i = 0; i < 5; i++) {
      await recheck(company)
      seen.push(await state())
      company.clock.advance(day)
    }
    expect(seen).toEqual(['failing', 'failing', 'failing', 'lost', 'lost'])
    expect(await holder(name)).toBeUndefined()
    expect((await company.events('domain.unproven')).map((e) => e.detail['state'])).toEqual(['failing', 'lost'])
    await publish(company, id)
    expect(await look(company, id)).toMatchObject({ state: 'proven' })
  })
  test('nobody answering says nothing', async () => {
    const company = await makeWorld(),
      name = fresh(),
      id = await claim(company, name)
    await publish(company, id)
    await look(company, id)
    zone.set(`_plumbline.${name}`, new Error('SERVFAIL'))
    for (let i = 0; i < 5; i++) {
      company.clock.advance(86_400_000)
      await recheck(company)
    }
    expect(await company.as('admin').run(showDomain, { domainId: id })).toMatchObject({ state: 'proven', answer: 'unanswered' })
    expect(await holder(name)).toBe(company.tenant)
  })
  test('is a schedule, in each company', () => {
    expect(schedules.find((s) => s.name === 'domains')).toMatchObject({ tenants: 'companies', cron: '37 4 * * *' })
  })
})
test('a domain that was removed frees its name at once and is found no more', async () => {
  const name = fresh(),
    id = await claim(world, name)
  await publish(world, id)
  await look(world, id)
  await world.as('owner').run(removeDomain, { domainId: id })
  expect(await holder(name)).toBeUndefined()
  expect((await refusalOf(world.as('owner').run(showDomain, { domainId: id }))).code).toBe('not_found')
  expect(await claim(world, name)).not.toBe(id)
})
