// Where money goes is sealed, masked, entered by one person and confirmed by another, held after a change, and looking at it is recorded.
// ASVS V8.2.3 V11.7.2 V14.2.4 V14.2.6
import { beforeAll, expect, test } from 'vitest'
import { confirmBankDetail, enterBankDetail, listBankDetails, revealBankDetail } from '../../lib/incentives/bank-detail.ts'
import { makePayee } from '../support/awards.ts'
import { admin, makeWorld, refusalOf, type World } from '../support/world.ts'

let world: World
const iban = 'DE89370400440532013000'
const body = (payeeId: string, more: object = {}) => ({ payeeId, kind: 'iban', holder: 'Jana Ruiz', iban: 'DE89 3704 0044 0532 0130 00', ...more })
beforeAll(async () => {
  world = await makeWorld()
})

test('the number is nowhere in the database in plain, and only its end is shown', async () => {
  const payee = await makePayee(world, 'Sealed')
  expect(await world.as('finance').run(enterBankDetail, body(payee.id))).toMatchObject({ masked: '••3000' })
  const [row] = await admin`select encode(sealed, 'escape') as sealed, masked from bank_details where tenant_id = ${world.tenant} and payee_id = ${payee.uuid}`
  expect(row?.['sealed']).not.toContain('0532013')
  expect(JSON.stringify(await world.events('bank_detail.entered'))).not.toContain('0532013')
  expect((await admin`select count(*)::int as n from audit_personal where tenant_id = ${world.tenant} and body like '%0532013%'`)[0]?.['n']).toBe(0)
})
test('a wrong check digit, routing number or BIC names the field', async () => {
  const payee = await makePayee(world, 'Typo')
  expect(await refusalOf(world.as('finance').run(enterBankDetail, body(payee.id, { iban: 'DE88370400440532013000' })))).toMatchObject({
    code: 'invalid',
    fields: { iban: expect.any(String) },
  })
  expect(await refusalOf(world.as('finance').run(enterBankDetail, body(payee.id, { bic: 'XX' })))).toMatchObject({ fields: { bic: expect.any(String) } })
  expect(
    await refusalOf(world.as('finance').run(enterBankDetail, { payeeId: payee.id, kind: 'ach', holder: 'J R', routing: '021000022', accountNumber: '0012' })),
  ).toMatchObject({ fields: { routing: expect.any(String) } })
})
test('who entered it does not confirm it; nobody enters or confirms an own one', async () => {
  const payee = await makePayee(world, 'Two people'),
    own = await makePayee(world, 'Own', world.people.finance.memberId)
  const detail = await world.as('finance').run(enterBankDetail, body(payee.id))
  expect(await refusalOf(world.as('finance').run(confirmBankDetail, { bankDetailId: detail.id, iban }))).toMatchObject({ code: 'forbidden' })
  await world.as('owner').run(confirmBankDetail, { bankDetailId: detail.id, iban })
  expect(await refusalOf(world.as('finance').run(enterBankDetail, body(own.id)))).toMatchObject({ code: 'forbidden' })
})
test('a change is held for seven days and keeps the old one on record', async () => {
  const payee = await makePayee(world, 'Changed')
  await world.as('finance').run(enterBankDetail, body(payee.id))
  const changed = await world.as('finance').run(enterBankDetail, body(payee.id, { iban: 'GB29NWBK60161331926819' }))
  expect(changed.heldUntil.toISOString()).toBe('2026-05-21T09:00:00.000Z')
  expect((await world.as('read_only').run(listBankDetails, { payeeId: payee.id })).rows.map((r) => r.isCurrent)).toEqual([true, false])
})
test('revealing asks for a factor and a reason, and leaves an event', async () => {
  const payee = await makePayee(world, 'Revealed')
  const detail = await world.as('finance').run(enterBankDetail, body(payee.id))
  expect(await refusalOf(world.as('finance').runWithoutFactor(revealBankDetail, { bankDetailId: detail.id, reason: 'Bank asked' }))).toMatchObject({
    code: 'step_up',
  })
  expect(await world.as('finance').run(revealBankDetail, { bankDetailId: detail.id, reason: 'Bank asked' })).toMatchObject({ number: iban })
  expect(await world.events('bank_detail.revealed')).toHaveLength(1)
  expect(await refusalOf(world.as('manager').run(revealBankDetail, { bankDetailId: detail.id, reason: 'Curious' }))).toMatchObject({ code: 'forbidden' })
})
test('whoever confirms types the number themselves: another one confirms nothing, and what was entered is not told', async () => {
  const payee = await makePayee(world, 'Typed twice'),
    us = await makePayee(world, 'Typed twice, US')
  const detail = await world.as('finance').run(enterBankDetail, body(payee.id)),
    ach = await world
      .as('finance')
      .run(enterBankDetail, { payeeId: us.id, kind: 'ach', holder: 'J R', routing: '061000104', accountNumber: '0004417', accountType: 'checking' })
  const confirm = (bankDetailId: string, typed: object) => world.as('owner').run(confirmBankDetail, { bankDetailId, ...typed })
  for (const [id, typed, field] of [
    [detail.id, {}, 'iban'],
    [detail.id, { iban: 'GB29NWBK60161331926819' }, 'iban'],
    [ach.id, { routing: '061000104' }, 'accountNumber'],
    [ach.id, { routing: '061000104', accountNumber: '4417' }, 'accountNumber'],
    [ach.id, { routing: '021000021', accountNumber: '0004417' }, 'routing'],
  ] as const) {
    const refusal = await refusalOf(confirm(id, typed))
    expect([refusal.code, Object.keys(refusal.fields)]).toEqual(['invalid', [field]])
    expect(JSON.stringify(refusal.fields)).not.toMatch(/0532013|0004417|061000104/)
  }
  expect(
    await admin`select id from bank_details where tenant_id = ${world.tenant} and payee_id in ${admin([payee.uuid, us.uuid])} and confirmed_at is not null`,
  ).toEqual([])
  await confirm(detail.id, { iban: 'de89 3704 0044 0532 0130 00' })
  await confirm(ach.id, { routing: '061000104', accountNumber: '000-4417' })
})
test('two payees with one account are named to whoever looks, whichever way it is spelt; other accounts and other companies are not', async () => {
  const own = await makeWorld(),
    foreign = await makeWorld(),
    [ana, bo, eve] = [await makePayee(own, 'Ana'), await makePayee(own, 'Bo'), await makePayee(own, 'Eve')],
    stranger = await makePayee(foreign, 'Stranger')
  const account = { kind: 'ach', holder: 'J R', routing: '061000104', accountNumber: '0004417' }
  await foreign.as('finance').run(enterBankDetail, { payeeId: stranger.id, ...account })
  await own.as('finance').run(enterBankDetail, { payeeId: ana.id, ...account })
  await own.as('finance').run(enterBankDetail, { payeeId: eve.id, ...account, accountNumber: '9994417' })
  await own.as('finance').run(enterBankDetail, { payeeId: bo.id, ...account, holder: 'Bo R', accountNumber: '000 4417', accountType: 'savings' })
  const also = async (payeeId: string): Promise<string[]> => (await own.as('owner').run(listBankDetails, { payeeId })).alsoOf.map((other) => other.name)
  expect([await also(ana.id), await also(bo.id), await also(eve.id)]).toEqual([['Bo'], ['Ana'], []])
  expect((await own.events('bank_detail.entered')).map((e) => (e.detail as { also_of?: string[] }).also_of)).toEqual([undefined, undefined, [ana.id]])
  // A changed detail is no account of theirs any more.
  await own.as('finance').run(enterBankDetail, { payeeId: bo.id, ...account, accountNumber: '1114417' })
  expect(await also(ana.id)).toEqual([])
})
