// The operator's lists are narrowed, ordered and paged like every other: each row once in both directions, and the file has what is shown.
import { describe, expect, test } from 'vitest'
import { pageOfRows, type PageRequest } from '../../lib/access/list-page.ts'
import { exportCompanies, exportOutbox, listCompanies, listOutbox } from '../../lib/tenancy/console-lists.ts'
import { textOf } from '../support/list-file.ts'
import { admin, makeWorld, refusalOf } from '../support/world.ts'

/** All rows by walking on, and all by walking back from the last page. */
async function walked<R>(
  read: (request: PageRequest) => Promise<{ rows: readonly R[]; next: string | undefined; previous: string | undefined }>,
): Promise<[R[], R[]]> {
  const on: R[] = [],
    back: R[] = []
  let page = await read({ size: 2 })
  on.push(...page.rows)
  while (page.next !== undefined) {
    page = await read({ size: 2, after: page.next })
    on.push(...page.rows)
  }
  back.unshift(...page.rows)
  while (page.previous !== undefined) {
    page = await read({ size: 2, before: page.previous })
    back.unshift(...page.rows)
  }
  return [on, back]
}

describe('rows at hand', () => {
  const rows = [3, 1, 2, 2, 2, 5, 4].map((n, i) => ({ id: `r${i}`, n, name: `N${9 - n}` }))
  const shape = {
    idOf: (r: (typeof rows)[number]) => r.id,
    keys: { n: (r: (typeof rows)[number]) => r.n, name: (r: (typeof rows)[number]) => r.name, added: undefined },
    defaultSort: 'n' as const,
  }
  test.each(['n', '-n', 'name', '-name', 'added', '-added'])('by %s: each once, however equal their keys', async (sort) => {
    const [on, back] = await walked((request) => pageOfRows(shape, { ...request, sort }, rows))
    expect([on.length, new Set(on.map((r) => r.id)).size]).toEqual([7, 7])
    expect(back).toEqual(on)
    const keys = on.map((r) => (sort.endsWith('name') ? r.name : sort.endsWith('added') ? r.id : r.n)),
      rising = keys.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0))
    expect(keys).toEqual(sort.startsWith('-') ? rising.reverse() : rising)
  })
  test('a cursor of another order and an order that is none are refused', async () => {
    const { next } = await pageOfRows(shape, { size: 2 }, rows)
    expect((await refusalOf(pageOfRows(shape, { size: 2, after: next, sort: 'name' }, rows))).code).toBe('invalid')
    expect((await refusalOf(pageOfRows(shape, { sort: 'secret' }, rows))).message).toContain('cannot be sorted by “secret”')
  })
})
test('companies: found by name and state, ordered, and taken along', async () => {
  const mark = `Quay${Date.now().toString(36)}`
  const worlds = await Promise.all(['Cobalt', 'Amber', 'Birch'].map((name) => makeWorld(new Date().toISOString(), { company: `${name} ${mark}` })))
  await admin`update identity.tenants set state = 'suspended' where id = ${worlds[1]?.tenant ?? ''}`
  const as = worlds[0]?.people.operator,
    operator = worlds[0]?.as(as as NonNullable<typeof as>)
  if (!operator) throw new Error('an operator')
  const [on, back] = await walked(async (request) => {
    const { companies, next, previous } = await operator.run(listCompanies, { q: mark.toUpperCase(), sort: 'name', ...request })
    return { rows: companies, next, previous }
  })
  expect([on.map((c) => c.name.split(' ')[0]), back]).toEqual([['Amber', 'Birch', 'Cobalt'], on])
  expect((await operator.run(listCompanies, { q: mark, state: 'suspended' })).companies.map((c) => c.name)).toEqual([`Amber ${mark}`])
  expect(
    (await textOf(await operator.run(exportCompanies, { q: mark, state: 'active', sort: '-name' })))
      .split('\r\n')
      .slice(1, 3)
      .map((line) => line.split(',')[0]),
  ).toEqual([`Cobalt ${mark}`, `Birch ${mark}`])
})
test('mails: found by words and state, paged by the moment they were written, and their words never leave with the list', async () => {
  const world = await makeWorld(),
    mark = `mark${Date.now().toString(36)}`
  for (let n = 0; n < 5; n++)
    await admin`insert into identity.outbox (id, to_address, subject, body, kind, created_at, sent_at) values (gen_random_uuid(), ${`p${n}@example.com`}, ${`Note ${n} ${mark}`}, ${`The link ${mark}`}, 'test', now() - interval '1 minute' * ${Math.floor(n / 2)}, ${n === 3 ? new Date() : null})`
  const operator = world.as('operator')
  const [on, back] = await walked(async (request) => {
    const { mails, next, previous } = await operator.run(listOutbox, { q: mark.toUpperCase(), ...request })
    return { rows: mails, next, previous }
  })
  expect([on.length, new Set(on.map((m) => m.id)).size, back]).toEqual([5, 5, on])
  expect(on.map((m) => m.at.getTime())).toEqual(on.map((m) => m.at.getTime()).toSorted((a, b) => b - a))
  expect((await operator.run(listOutbox, { q: mark, state: 'sent' })).mails.map((m) => m.to)).toEqual(['p3@example.com'])
  expect((await operator.run(listOutbox, { q: mark, state: 'waiting' })).mails).toHaveLength(4)
  const file = await textOf(await operator.run(exportOutbox, { q: mark }))
  expect([file.trim().split('\r\n').length, file.includes('The link')]).toEqual([6, false])
  expect((await refusalOf(operator.runWithoutFactor(exportOutbox, {}))).code).toBe('step_up')
})
