// Payees and crews: keys find them again, a link to a member is never made by that member, and a merge moves nothing.
import { expect, test } from 'vitest'
import { addCrew, changeCrew, joinCrew, exportCrews, leaveCrew, listCrews, showCrew } from '../../lib/incentives/change-crew.ts'
import { addPayee, changePayee, linkPayee, mergePayee } from '../../lib/incentives/change-payee.ts'
import { listChoices, listPayees, showPayee } from '../../lib/incentives/list-payees.ts'
import { ownPayeeIds } from '../../lib/incentives/own-payees.ts'
import { query } from '../../lib/access/operation.ts'
import { decodeId, encodeId } from '../../lib/kernel/id.ts'
import { z } from 'zod'
import { textOf } from '../support/list-file.ts'
import { admin, makeWorld, refusalOf } from '../support/world.ts'

const own = query({ name: 'test.ownPayees', needs: 'home.read', input: z.strictObject({}), run: (ctx) => ownPayeeIds(ctx) })

test('a payee is found by its key whatever its spelling, and no two share one', async () => {
  const world = await makeWorld(),
    office = world.as('office')
  const ana = await office.run(addPayee, { name: 'Ana  Ruiz', key: ' EMP-0041 ', email: 'ana@example.com' })
  expect(ana.number).toBe('PE-00001')
  expect(await office.run(showPayee, { id: ana.id })).toMatchObject({ key: 'emp-0041', state: 'active', source: 'hand' })
  expect(await refusalOf(office.run(addPayee, { name: 'Other', key: 'emp-0041' }))).toMatchObject({
    code: 'invalid',
    fields: { key: 'Another payee has the key “emp-0041”. Give this one a key of its own, such as a payroll number.' },
  })
  expect((await office.run(listPayees, { q: 'EMP-00' })).rows.map((r) => r.id)).toEqual([ana.id])
})
test('a name that would read as another, or that no column, mail or log can hold, is refused in words', async () => {
  const office = (await makeWorld()).as('office')
  for (const name of ['Ana\u202eziuR', 'Ana\u2067Ruiz', 'Ana\u0007Ruiz', 'Ana\u0000Ruiz', 'Ana\nRuiz'])
    expect(await refusalOf(office.run(addPayee, { name }))).toMatchObject({ code: 'invalid', fields: { name: expect.stringContaining('control characters') } })
  await office.run(addPayee, { name: 'نرگس ‌رضایی 👩‍🔧' })
  // A NUL reaches the database only where no name is asked for.
  expect(await refusalOf(office.run(listPayees, { q: 'a\u0000b' }))).toMatchObject({ code: 'invalid', message: expect.stringContaining('NUL') })
})
test('names and addresses are kept out of the sealed row', async () => {
  const world = await makeWorld(),
    office = world.as('office')
  const ana = await office.run(addPayee, { name: 'Ana Ruiz', email: 'ana@example.com' })
  await office.run(changePayee, { payeeId: ana.id, name: 'Ana Ruiz-Vega', email: 'ana@example.com', isActive: true })
  expect(JSON.stringify((await world.events()).map((e) => e.detail))).not.toMatch(/Ruiz|example\.com/)
  expect((await world.events('payee.changed'))[0]?.detail).toEqual({ number: 'PE-00001', fields: 'name' })
})
test('nobody links a payee to themselves, nor sheds such a link', async () => {
  const world = await makeWorld(),
    me = encodeId('member', world.people.manager.memberId)
  expect(await refusalOf(world.as('manager').run(addPayee, { name: 'Mine', memberId: me }))).toMatchObject({
    code: 'forbidden',
    message: 'Nobody links a payee to themselves. Ask someone else who may change payees.',
  })
  const { id } = await world.as('office').run(addPayee, { name: 'Henrik' })
  expect(await refusalOf(world.as('manager').run(linkPayee, { payeeId: id, memberId: me }))).toMatchObject({ code: 'forbidden' })
  await world.as('office').run(linkPayee, { payeeId: id, memberId: me })
  expect(await refusalOf(world.as('manager').run(linkPayee, { payeeId: id }))).toMatchObject({
    code: 'forbidden',
    message: 'Nobody unlinks a payee from themselves. Ask someone else who may change payees.',
  })
})
test('a merge is no way around it: a merged record cannot be linked away from its member, nor others pulled in through it', async () => {
  const world = await makeWorld(),
    office = world.as('office'),
    [me, crew] = [world.people.manager, world.people.crew].map((p) => encodeId('member', p.memberId)) as [string, string]
  const [mine, also, top, other] = [
    await office.run(addPayee, { name: 'Henrik' }),
    await office.run(addPayee, { name: 'Henrik B.' }),
    await office.run(addPayee, { name: 'H. B.' }),
    await office.run(addPayee, { name: 'Somebody else' }),
  ]
  await office.run(linkPayee, { payeeId: mine.id, memberId: me })
  await office.run(mergePayee, { payeeId: also.id, intoId: mine.id })
  // What is linked to another is no longer one's own to whoever decides about awards, bank details and releases.
  expect(await refusalOf(world.as('manager').run(linkPayee, { payeeId: also.id, memberId: crew }))).toMatchObject({ code: 'forbidden' })
  expect(await refusalOf(office.run(linkPayee, { payeeId: also.id, memberId: crew }))).toMatchObject({
    code: 'invalid',
    fields: { memberId: expect.stringContaining('merged') },
  })
  await office.run(mergePayee, { payeeId: mine.id, intoId: top.id })
  expect(await refusalOf(world.as('manager').run(mergePayee, { payeeId: other.id, intoId: top.id }))).toMatchObject({ code: 'forbidden' })
  await office.run(linkPayee, { payeeId: other.id, memberId: crew })
  expect(await refusalOf(office.run(mergePayee, { payeeId: other.id, intoId: top.id }))).toMatchObject({ code: 'invalid' })
  expect((await world.as('manager').run(own, {})).length).toBe(3)
})
test('a merge links and moves nothing, and both records are the member’s own', async () => {
  const world = await makeWorld(),
    office = world.as('office')
  const [a, b, c] = [
    await office.run(addPayee, { name: 'Ana R.' }),
    await office.run(addPayee, { name: 'Ana Ruiz' }),
    await office.run(addPayee, { name: 'Third' }),
  ]
  await office.run(linkPayee, { payeeId: b.id, memberId: encodeId('member', world.people.crew.memberId) })
  await office.run(mergePayee, { payeeId: a.id, intoId: b.id })
  expect((await world.as('crew').run(own, {})).length).toBe(2)
  expect(await office.run(showPayee, { id: a.id })).toMatchObject({ state: 'merged', into: { number: 'PE-00002' } })
  expect((await office.run(showPayee, { id: b.id })).merged.map((m) => m.number)).toEqual(['PE-00001'])
  expect(await refusalOf(office.run(mergePayee, { payeeId: a.id, intoId: c.id }))).toMatchObject({ code: 'conflict', message: 'PE-00001 was merged already.' })
  expect(await refusalOf(office.run(mergePayee, { payeeId: c.id, intoId: a.id }))).toMatchObject({
    code: 'invalid',
    message: 'PE-00001 was merged itself. Choose the payee that it was merged into.',
  })
  expect(await refusalOf(office.run(mergePayee, { payeeId: c.id, intoId: c.id }))).toMatchObject({ code: 'invalid' })
  expect((await office.run(listChoices, {})).payees.map((p) => p.number)).toEqual(['PE-00002', 'PE-00003'])
})
test('crews hold people with shares; leaving keeps the history', async () => {
  const world = await makeWorld(),
    office = world.as('office')
  const [ana, ben] = [await office.run(addPayee, { name: 'Ana' }), await office.run(addPayee, { name: 'Ben' })],
    ash = await office.run(addCrew, { name: 'Ash' })
  await office.run(joinCrew, { crewId: ash.id, payeeId: ana.id, share: 2, joinedOn: '2026-01-01' })
  await office.run(joinCrew, { crewId: ash.id, payeeId: ben.id, share: 1 })
  await office.run(joinCrew, { crewId: ash.id, payeeId: ben.id, share: 3 })
  expect((await office.run(showCrew, { id: ash.id })).people.map((p) => [p.name, p.share, p.joinedOn])).toEqual([
    ['Ana', 2, '2026-01-01'],
    ['Ben', 3, null],
  ])
  // Nobody sets a share of their own: programs may pay by it without anybody looking at each award.
  await admin`update payees set member_id = ${world.people.office.memberId} where tenant_id = ${world.tenant} and id = ${decodeId('payee', ben.id)}`
  expect(await refusalOf(office.run(joinCrew, { crewId: ash.id, payeeId: ben.id, share: 100 }))).toMatchObject({
    code: 'forbidden',
    message: expect.stringContaining('what your share is'),
  })
  await world.as('manager').run(joinCrew, { crewId: ash.id, payeeId: ben.id, share: 3, joinedOn: '2026-02-01' })
  await office.run(leaveCrew, { crewId: ash.id, payeeId: ana.id })
  expect(await refusalOf(office.run(leaveCrew, { crewId: ash.id, payeeId: ana.id }))).toMatchObject({ code: 'conflict' })
  expect(await office.run(showCrew, { id: ash.id })).toMatchObject({ people: [{ name: 'Ben' }], former: [{ name: 'Ana' }] })
  await office.run(changeCrew, { crewId: ash.id, name: 'Ash North', isActive: true })
  expect((await office.run(listCrews, {})).rows).toMatchObject([{ name: 'Ash North', people: 1 }])
  expect(await textOf(await office.run(exportCrews, {}))).toContain(',Ash North,')
  expect((await world.events()).map((e) => e.event).filter((e) => e.startsWith('crew.'))).toEqual([
    'crew.added',
    'crew.joined',
    'crew.joined',
    'crew.joined',
    'crew.joined',
    'crew.left',
    'crew.changed',
  ])
})
test('another tenant’s payees and crews do not exist', async () => {
  const [world, other] = [await makeWorld(), await makeWorld()]
  const ana = await world.as('office').run(addPayee, { name: 'Ana' }),
    ash = await world.as('office').run(addCrew, { name: 'Ash' }),
    mine = await other.as('office').run(addPayee, { name: 'Mine' }),
    crew = await other.as('office').run(addCrew, { name: 'Ours' })
  expect(await refusalOf(other.as('office').run(showPayee, { id: ana.id }))).toMatchObject({ code: 'not_found', message: 'There is no such payee.' })
  expect(await refusalOf(other.as('office').run(mergePayee, { payeeId: mine.id, intoId: ana.id }))).toMatchObject({ code: 'not_found' })
  expect(await refusalOf(other.as('office').run(joinCrew, { crewId: ash.id, payeeId: mine.id, share: 1 }))).toMatchObject({
    code: 'not_found',
    message: 'There is no such crew.',
  })
  expect(await refusalOf(other.as('office').run(joinCrew, { crewId: crew.id, payeeId: ana.id, share: 1 }))).toMatchObject({
    code: 'not_found',
    message: 'There is no such payee.',
  })
  expect((await admin`select 1 from crew_members where tenant_id = ${other.tenant}`).length).toBe(0)
})
