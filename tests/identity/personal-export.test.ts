// A list of people is taken out of the product only by who has just shown a second factor, and the code serves once.
import { expect, test } from 'vitest'
import { confirmSelf } from '../../lib/identity/confirm-self.ts'
import { exportPayees } from '../../lib/incentives/list-payees.ts'
import { exportMembers } from '../../lib/tenancy/list-members.ts'
import { admin, makeWorld, refusalOf } from '../support/world.ts'
import { Browser, makePerson, presentClock } from './person.ts'

test('members and payees, after a factor of the last five minutes; the code rotates the secret', async () => {
  const person = await makePerson((await makeWorld()).tenant, 'manager'), browser = new Browser(presentClock())
  await browser.signIn(person)
  const old = { ...browser.own }
  await admin`update identity.sessions set factor_at = now() - interval '6 minutes' where account_id = ${person.accountId}`
  for (const list of [exportMembers, exportPayees]) expect(await refusalOf(list.invoke(browser.caller, {})), list.name).toMatchObject({ code: 'step_up' })
  expect(await refusalOf(confirmSelf.invoke(browser, { ...browser.own, factorCode: '000000' }))).toMatchObject({ code: 'invalid', fields: { factorCode: expect.any(String) } })
  await expect(exportPayees.invoke(browser.caller, {})).rejects.toMatchObject({ code: 'step_up' })
  browser.clock.advance(30_000)
  const factorCode = person.code(browser.clock)
  browser.session = await confirmSelf.invoke(browser, { ...browser.own, factorCode })
  await expect(exportPayees.invoke({ ...browser.caller, door: { kind: 'session', ...old.session } }, {})).rejects.toMatchObject({ name: 'DoorShut' })
  for (const list of [exportMembers, exportPayees]) expect((await list.invoke(browser.caller, {})).body.toString()).toContain('Name')
  expect(await refusalOf(confirmSelf.invoke(browser, { ...browser.own, factorCode }))).toMatchObject({ code: 'invalid' })
})
