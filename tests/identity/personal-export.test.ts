// A list of people is taken out of the product only with a code for exactly that file, and the code serves once.
import { expect, test } from 'vitest'
import { exportPayees } from '../../lib/incentives/list-payees.ts'
import { exportMembers } from '../../lib/tenancy/list-members.ts'
import '../../lib/registry.ts'
import { textOf } from '../support/list-file.ts'
import { makeWorld, refusalOf } from '../support/world.ts'
import { Browser, makePerson, presentClock } from './person.ts'

test.each([
  ['members', exportMembers, exportPayees],
  ['payees', exportPayees, exportMembers],
] as const)('%s: not right after signing in, and not with the code of another file', async (_what, list, other) => {
  const person = await makePerson((await makeWorld()).tenant, 'manager'),
    browser = new Browser(presentClock())
  await browser.signIn(person)
  expect(await refusalOf(list.invoke(browser.caller, {}))).toMatchObject({ code: 'step_up' })
  expect(await refusalOf(list.invoke({ ...browser.caller, code: '000000' }, {}))).toMatchObject({ code: 'invalid', fields: { factorCode: expect.any(String) } })
  browser.clock.advance(30_000)
  const code = person.code(browser.clock)
  expect(await textOf(await list.invoke({ ...browser.caller, code }, {}))).toContain('Name')
  for (const again of [list, other]) {
    expect(await refusalOf(again.invoke(browser.caller, {})), again.name).toMatchObject({ code: 'step_up' })
    expect(await refusalOf(again.invoke({ ...browser.caller, code }, {})), again.name).toMatchObject({ code: 'invalid' })
  }
})
test('a code for one filter opens no other', async () => {
  const person = await makePerson((await makeWorld()).tenant, 'admin'),
    browser = new Browser(presentClock())
  await browser.signIn(person)
  browser.clock.advance(30_000)
  const code = person.code(browser.clock)
  await exportMembers.invoke({ ...browser.caller, code }, { role: 'crew' })
  expect(await refusalOf(exportMembers.invoke(browser.caller, {}))).toMatchObject({ code: 'step_up' })
})
