// Who pays is checked before it is stored, sealed where it lies, masked where it is shown, and every change is told with what it was.
// ASVS V14.2.6
import { beforeAll, expect, test } from 'vitest'
import { listOriginators } from '../../lib/incentives/list-originators.ts'
import { saveOriginator } from '../../lib/incentives/save-originator.ts'
import { setOriginator } from '../support/bank.ts'
import { admin, makeWorld, refusalOf, type World } from '../support/world.ts'

let world: World
beforeAll(async () => {
  world = await makeWorld()
})
const save = (input: object) => world.as('finance').run(saveOriginator, input)

test.each([
  ['an IBAN with a wrong check digit', { rail: 'pain001', currency: 'EUR', name: 'T', iban: 'NL91ABNA0417164301' }, 'iban'],
  ['no IBAN', { rail: 'pain001', currency: 'EUR', name: 'T' }, 'iban'],
  ['a test BIC', { rail: 'pain001', currency: 'EUR', name: 'T', iban: 'NL54FAKE0326806738', bic: 'FAKENL20' }, 'bic'],
  ['a street without a town', { rail: 'pain001', currency: 'EUR', name: 'T', iban: 'NL54FAKE0326806738', street: 'Havenstraat' }, 'town'],
  ['another alphabet', { rail: 'pain001', currency: 'EUR', name: 'Тайдвелл', iban: 'NL54FAKE0326806738' }, 'name'],
  [
    'a routing number with a wrong check digit',
    { rail: 'nacha', currency: 'USD', name: 'T', companyName: 'T', companyId: '1987654321', routing: '021000022', bankName: 'B' },
    'routing',
  ],
  ['a short company id', { rail: 'nacha', currency: 'USD', name: 'T', companyName: 'T', companyId: '123', routing: '021000021', bankName: 'B' }, 'companyId'],
  ['ACH in euro', { rail: 'nacha', currency: 'EUR', name: 'T', companyName: 'T', companyId: '1987654321', routing: '021000021', bankName: 'B' }, 'currency'],
  [
    'a cut-off that no clock shows',
    {
      rail: 'pain001',
      currency: 'EUR',
      name: 'T',
      iban: 'NL54FAKE0326806738',
      cutOff: { time: '25:00', zone: 'Europe/Amsterdam', leadDays: 1, horizonDays: 90 },
    },
    'cutOff.time',
  ],
])('%s is refused at its field and nothing is stored', async (_, input, field) => {
  const refusal = await refusalOf(save(input))
  expect(Object.keys(refusal.fields)).toContain(field)
  expect(await admin`select 1 from originators where tenant_id = ${world.tenant}`).toHaveLength(0)
})
test('it is stored sealed, shown masked, and changed with before and after', async () => {
  await setOriginator(world, 'pain001', 'EUR')
  await setOriginator(world, 'pain001', 'EUR', { iban: 'NL91ABNA0417164300', isTest: true })
  const { originators } = await world.as('read_only').run(listOriginators, {})
  expect(originators).toMatchObject([{ rail: 'pain001', currency: 'EUR', masked: '••4300', isTest: true, body: { iban: '••4300' } }])
  expect((await admin<{ t: string }[]>`select o::text as t from originators o where tenant_id = ${world.tenant}`)[0]?.t).not.toMatch(/NL91|0417164300/)
  expect((await world.events('originator.changed'))[0]?.detail).toMatchObject({
    changes: [
      { field: 'iban', before: '••6738', after: '••4300' },
      { field: 'testFile', before: 'false', after: 'true' },
    ],
  })
})
test('the same settings again change nothing; a change asks the factor anew and the right', async () => {
  await setOriginator(world, 'payroll_csv', 'USD')
  await setOriginator(world, 'payroll_csv', 'USD')
  expect((await world.events('originator.set')).filter((e) => e.detail['rail'] === 'payroll list')).toHaveLength(1)
  expect(await refusalOf(world.as('finance').runWithoutFactor(saveOriginator, { rail: 'payroll_csv', currency: 'USD', name: 'Other' }))).toMatchObject({
    code: 'step_up',
  })
  for (const role of ['manager', 'office', 'admin', 'read_only', 'crew'] as const)
    expect(await refusalOf(world.as(role).run(saveOriginator, { rail: 'payroll_csv', currency: 'USD', name: 'Other' }))).toMatchObject({ code: 'forbidden' })
})
