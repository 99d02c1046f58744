// A password kept under older costs is hashed anew when its owner signs in, and what was typed is nowhere else: no log line, no event, no column.
// ASVS V11.4.2 V16.2.5
import { hash } from '@node-rs/argon2'
import { expect, test } from 'vitest'
import { giveFactor } from '../../lib/identity/give-factor.ts'
import { givePassword } from '../../lib/identity/give-password.ts'
import { needsRehash } from '../../lib/identity/password.ts'
import { admin, makeWorld, refusalOf } from '../support/world.ts'
import { Browser, makePerson, presentClock } from './person.ts'

const world = await makeWorld()
const storedOf = async (accountId: string): Promise<string> =>
  ((await admin`select password_hash from identity.accounts where id = ${accountId}`)[0] as { password_hash: string }).password_hash

test('weaker and foreign costs are replaced at sign-in, today’s stay as they are, and a wrong password replaces nothing', async () => {
  const typed = 'canary orchard 4417 lamp'
  for (const [cost, isOld] of [
    [{ memoryCost: 19_456, timeCost: 2, parallelism: 1 }, true],
    [{ memoryCost: 47_104, timeCost: 1, parallelism: 1 }, false],
  ] as const) {
    const person = await makePerson(world.tenant, 'office'),
      before = await hash(typed, cost),
      browser = new Browser(presentClock())
    await admin`update identity.accounts set password_hash = ${before} where id = ${person.accountId}`
    await browser.begin(person.email)
    expect((await refusalOf(givePassword.invoke(browser, { flow: browser.flow, password: 'not it at all' }))).code).toBe('invalid')
    expect(await storedOf(person.accountId)).toBe(before)
    await browser.step(givePassword, { password: typed })
    const after = await storedOf(person.accountId)
    expect(after === before).toBe(!isOld)
    expect(needsRehash(after)).toBe(false)
    expect(after).toMatch(/^\$argon2id\$v=19\$m=47104,t=1,p=1\$[\w+/]{22,}\$/) // 128 bits of salt of its own
    await browser.step(giveFactor, { code: person.code(browser.clock) })
  }
})
test('a typed password is in no row of the database', async () => {
  const person = await makePerson(world.tenant, 'office'),
    browser = new Browser(presentClock())
  await browser.begin(person.email)
  await refusalOf(givePassword.invoke(browser, { flow: browser.flow, password: 'wrong canary 9913 typed' }))
  const tables = await admin<
    { name: string }[]
  >`select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname in ('public', 'identity', 'platform', 'jobs', 'scope', 'audit') and c.relkind = 'r'`
  expect(tables.length).toBeGreaterThan(40)
  for (const { name } of tables)
    expect(
      (await admin.unsafe(`select count(*)::int as n from ${name} t where t::text like '%canary 9913%' or t::text like '%4417 lamp%'`))[0]?.['n'],
      name,
    ).toBe(0)
})
