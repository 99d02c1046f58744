// A review freezes who may do what with a digest that the log keeps; others than the person decide line by line; what is taken away is gone at once; the file proves it without us.
import { readCsv, textOf } from '../support/list-file.ts'
import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { encodeId } from '../../lib/kernel/id.ts'
import { canonicalJson, sha256Hex } from '../../lib/kernel/digest.ts'
import { roles } from '../../lib/access/roles.ts'
import { askAccess } from '../../lib/tenancy/access/ask-access.ts'
import { approveAccess } from '../../lib/tenancy/access/decide-access.ts'
import { showDesk } from '../../lib/tenancy/show-desk.ts'
import { closeReview, decideLines } from '../../lib/tenancy/review/decide-lines.ts'
import { exportReview, listLines, showLine } from '../../lib/tenancy/review/list-lines.ts'
import { listReviews, showReview } from '../../lib/tenancy/review/list-reviews.ts'
import { openReview, showOpening } from '../../lib/tenancy/review/open-review.ts'
import { showReviewEvidence } from '../../lib/tenancy/review/review-entries.ts'
import { makeApiKey } from '../../lib/tenancy/keys/api-key.ts'
import { changeRole } from '../../lib/tenancy/change-member.ts'
import { writeGrants } from '../../lib/tenancy/role-draft.ts'
import { copyRole } from '../../lib/tenancy/write-role.ts'
import { drain } from '../support/drain.ts'
import { makeScimCompany } from '../support/scim/company.ts'
import { admin, makeWorld, refusalOf, type Person, type World } from '../support/world.ts'

const member = (person: Person): string => encodeId('member', person.memberId)
const open = (world: World, more: object = {}, by: 'owner' | 'admin' = 'owner') =>
  world
    .as(by)
    .run(openReview, { name: 'Autumn review', scope: 'all', dueOn: '2026-05-28', reviewers: [member(world.people.owner), member(world.people.admin)], ...more })
const lineOf = async (world: World, reviewId: string, subject: string, by: 'owner' | 'admin' = 'owner') => {
  const { rows } = await world.as(by).run(listLines, { reviewId, size: 100 }),
    row = rows.find((one) => one.name === subject || one.label === subject)
  if (!row) throw new Error(`no line of ${subject}`)
  return row
}
const decide = (
  world: World,
  reviewId: string,
  lineIds: readonly string[],
  decision: 'keep' | 'remove',
  by: Person | 'owner' | 'admin' = 'owner',
  more: object = {},
) => world.as(by).run(decideLines, { reviewId, lineIds, decision, ...(decision === 'remove' ? { reason: 'Not needed any more' } : {}), ...more })

test('the population is frozen with a digest over its lines in their order, which the event of the opening keeps', async () => {
  const world = await makeWorld(),
    { id, number, lines } = await open(world),
    stored = await admin<{ frozen: string; digest: string }[]>`select frozen, digest from review_lines where tenant_id = ${world.tenant} order by position`
  expect([number, lines, stored.length]).toEqual(['RV-00001', 8, 8])
  const digest = sha256Hex(canonicalJson(stored.map((row) => JSON.parse(row.frozen) as unknown)))
  expect((await world.events('review.opened')).map((one) => one.detail)).toMatchObject([{ number, digest, lines: 8, due: '2026-05-28' }])
  for (const row of stored) expect(row.digest).toBe(sha256Hex(row.frozen))
  expect((await world.as('read_only').run(showReview, { reviewId: id })).digest).toEqual({ stored: digest, reckoned: digest, inLog: digest, isWhole: true })
  // No name is frozen: it can be erased elsewhere without breaking the digest.
  expect(stored.some((row) => row.frozen.includes(world.people.crew.name) || row.frozen.includes('@'))).toBe(false)
  const line = await lineOf(world, id, world.people.finance.name),
    shown = await world.as('owner').run(showLine, { reviewId: id, lineId: line.id })
  expect(shown.facts).toMatchObject({ role: 'finance', state: 'active', 'given for a time': 'none' })
  expect(shown.groups.find((group) => group.label === 'Money')?.rows.find((row) => row.name === 'payout.release')).toMatchObject({
    isMoney: true,
    reach: 'all',
  })
})
test('a line that somebody changed past the product is shown as such, in either of two ways', async () => {
  const world = await makeWorld(),
    { id } = await open(world),
    line = await lineOf(world, id, world.people.crew.name)
  await admin`update review_lines set frozen = replace(frozen, '"crew"', '"owner"') where tenant_id = ${world.tenant} and position = ${line.position}`
  expect((await lineOf(world, id, world.people.crew.name)).isWhole).toBe(false)
  expect((await world.as('owner').run(showReview, { reviewId: id })).digest.isWhole).toBe(false)
  // Whoever also writes the digests of line and review anew is found out by the log.
  const texts = async () =>
    (await admin<{ frozen: string }[]>`select frozen from review_lines where tenant_id = ${world.tenant} order by position`).map((row) => row.frozen)
  await admin`update review_lines set digest = encode(sha256(convert_to(frozen, 'UTF8')), 'hex') where tenant_id = ${world.tenant}`
  await admin`update reviews set digest = ${sha256Hex(`[${(await texts()).join(',')}]`)} where tenant_id = ${world.tenant}`
  const { digest } = await world.as('owner').run(showReview, { reviewId: id })
  expect([digest.reckoned === digest.stored, digest.isWhole]).toEqual([true, false])
})
test('nobody decides about themselves, an owner’s line is another owner’s, and only reviewers decide; the database holds the first', async () => {
  const world = await makeWorld(),
    third = await world.join('admin', 'Third Admin'),
    { id } = await open(world),
    [own, owner, crew] = [
      await lineOf(world, id, world.people.admin.name, 'admin'),
      await lineOf(world, id, world.people.owner.name),
      await lineOf(world, id, world.people.crew.name),
    ]
  expect(await refusalOf(decide(world, id, [own.id], 'keep', 'admin'))).toMatchObject({
    code: 'forbidden',
    message: expect.stringContaining('about yourself') as string,
  })
  expect(await refusalOf(decide(world, id, [owner.id], 'keep', 'admin'))).toMatchObject({
    code: 'forbidden',
    message: expect.stringContaining('another owner') as string,
  })
  expect(await refusalOf(decide(world, id, [owner.id], 'keep', 'owner'))).toMatchObject({ code: 'forbidden' })
  expect(await refusalOf(decide(world, id, [crew.id], 'keep', third))).toMatchObject({
    code: 'forbidden',
    message: expect.stringContaining('no reviewer') as string,
  })
  expect(await refusalOf(world.as('manager').run(decideLines, { reviewId: id, lineIds: [crew.id], decision: 'keep' }))).toMatchObject({ code: 'forbidden' })
  expect((await world.as('owner').run(showReview, { reviewId: id })).stuck).toEqual([owner.label])
  await expect(
    admin`update review_lines set decision = 'keep', decided_by = member_id, decided_at = now() where tenant_id = ${world.tenant} and kind = 'member'`,
  ).rejects.toThrow(/two_people/)
  // Of many, one that is refused refuses all.
  expect(await refusalOf(decide(world, id, [crew.id, own.id], 'keep', 'admin'))).toMatchObject({ code: 'forbidden' })
  expect((await lineOf(world, id, world.people.crew.name)).decision).toBeNull()
})
test('what is taken away is gone at the next request: a member suspended, a role lowered, what was given for a time, a token, a role', async () => {
  const { world, connectionId, client } = await makeScimCompany(),
    today = world.clock.now().toISOString().slice(0, 10),
    { id: roleId } = await world.as('owner').run(copyRole, { source: 'crew', name: 'Spare', grants: writeGrants(roles.crew) })
  const { id: requestId } = await world.as('dispatch').run(askAccess, { grants: ['member.read:all'], amount: 2, unit: 'days', reason: 'To see who is who' })
  await world.as('owner').run(approveAccess, { requestId, amount: 2, unit: 'days' })
  expect((await world.as('dispatch').run(showDesk, {})).reaches['member.read']).toBe('all')
  await world.as('finance').run(makeApiKey, { name: 'Bookkeeping', permissions: ['payout.read'], days: 30 })
  const { id } = await world
    .as('owner')
    .run(openReview, { name: 'All of it', scope: 'all', dueOn: today, reviewers: [member(world.people.owner), member(world.people.admin)] })
  const lines = (await world.as('admin').run(listLines, { reviewId: id, size: 100 })).rows,
    at = (kind: string) => lines.find((row) => row.kind === kind)?.id ?? ''
  expect([...new Set(lines.map((row) => row.kind))]).toEqual(['member', 'role', 'token', 'key', 'grant'])
  expect(lines.find((row) => row.kind === 'key')).toMatchObject({ label: 'Bookkeeping' })
  expect(lines.find((row) => row.kind === 'role')?.label).toBe('Spare')
  await decide(world, id, [at('grant')], 'remove', 'admin')
  expect((await world.as('dispatch').run(showDesk, {})).reaches['member.read']).toBeUndefined()
  // The owner made the token: another reviewer decides about it.
  expect(await refusalOf(decide(world, id, [at('token')], 'remove', 'owner'))).toMatchObject({ code: 'forbidden' })
  await decide(world, id, [at('token')], 'remove', 'admin')
  expect((await client.get('/Users')).status).toBe(401)
  await decide(world, id, [at('key')], 'remove', 'admin')
  expect(await admin`select revoked_at is not null as over from api_keys where tenant_id = ${world.tenant}`).toEqual([{ over: true }])
  await decide(world, id, [at('role')], 'remove', 'owner')
  expect(
    await admin`select ended_at is not null as over from roles where tenant_id = ${world.tenant} and id = (select subject_id from review_lines where tenant_id = ${world.tenant} and kind = 'role')`,
  ).toEqual([{ over: true }])
  const finance = await lineOf(world, id, world.people.finance.name)
  expect((await refusalOf(decide(world, id, [finance.id], 'remove', 'owner', { to: 'owner' }))).fields).toHaveProperty('to')
  await decide(world, id, [finance.id], 'remove', 'owner', { to: 'crew' })
  expect(await admin`select role, state from members where id = ${world.people.finance.memberId}`).toEqual([{ role: 'crew', state: 'active' }])
  await decide(world, id, [(await lineOf(world, id, world.people.crew.name)).id], 'remove', 'admin')
  await expect(world.as('crew').run(showDesk, {})).rejects.toThrow(/not signed in/)
  const events = await world.events('review.line_decided')
  expect(events.map((one) => one.detail['outcome'])).toEqual(['ended', 'revoked', 'revoked', 'role ended', 'role lowered to crew', 'suspended'])
  expect((await lineOf(world, id, world.people.finance.name)).changes.join()).toContain('role: finance → crew')
  expect([connectionId.slice(0, 4), roleId.slice(0, 4)]).toEqual(['sso_', 'rol_'])
})
test('two owners who take each other away at the same time leave one; a removal says why, and a line is decided once', async () => {
  const world = await makeWorld(),
    second = await world.join('owner', 'Olga Second'),
    { id } = await open(world, { reviewers: [member(world.people.owner), member(second)] }),
    [crew, theirs, mine] = [
      await lineOf(world, id, world.people.crew.name),
      await lineOf(world, id, second.name),
      await lineOf(world, id, world.people.owner.name),
    ]
  expect((await refusalOf(world.as('owner').run(decideLines, { reviewId: id, lineIds: [crew.id], decision: 'remove' }))).fields).toHaveProperty('reason')
  await decide(world, id, [crew.id], 'keep')
  expect(await refusalOf(decide(world, id, [crew.id], 'remove'))).toMatchObject({ code: 'conflict' })
  const outcomes = await Promise.allSettled([decide(world, id, [theirs.id], 'remove'), decide(world, id, [mine.id], 'remove', second)])
  expect(outcomes.map((outcome) => outcome.status).sort()).toEqual(['fulfilled', 'rejected'])
  expect(await admin`select count(*)::int as n from members where tenant_id = ${world.tenant} and role = 'owner' and state = 'active'`).toEqual([{ n: 1 }])
})
test('the last decision closes it; otherwise it is closed with a reason, and what nobody decided is named', async () => {
  const world = await makeWorld(),
    second = await world.join('owner', 'Olga Second'),
    { id } = await open(world, { scope: 'role', role: 'owner', reviewers: [member(world.people.owner), member(second)] })
  await decide(world, id, [(await lineOf(world, id, second.name)).id], 'keep')
  expect((await decide(world, id, [(await lineOf(world, id, world.people.owner.name)).id], 'keep', second)).isClosed).toBe(true)
  expect((await world.as('owner').run(showReview, { reviewId: id })).state).toBe('closed')
  const { id: other } = await open(world, { scope: 'role', role: 'crew' }),
    line = await lineOf(world, other, world.people.crew.name)
  expect(await refusalOf(world.as('owner').run(closeReview, { reviewId: other, reason: '' }))).toMatchObject({ code: 'invalid' })
  await world.as('owner').run(closeReview, { reviewId: other, reason: 'The reviewers left' })
  expect((await world.events('review.closed')).at(-1)?.detail).toMatchObject({
    kept: 0,
    removed: 0,
    undecided: 1,
    named: [line.label],
    why: 'The reviewers left',
  })
  for (const attempt of [() => decide(world, other, [line.id], 'keep'), () => world.as('owner').run(closeReview, { reviewId: other, reason: 'Again' })])
    expect(await refusalOf(attempt())).toMatchObject({ code: 'conflict' })
})
test('two reviewers who decide the last two lines at the same time close it once', async () => {
  const world = await makeWorld(),
    second = await world.join('crew', 'Sol Second'),
    { id } = await open(world, { scope: 'role', role: 'crew' }),
    lines = (await world.as('owner').run(listLines, { reviewId: id })).rows
  expect(lines.map((row) => row.name).sort()).toEqual([world.people.crew.name, second.name].sort())
  const done = await Promise.all([decide(world, id, [lines[0]?.id ?? ''], 'keep', 'owner'), decide(world, id, [lines[1]?.id ?? ''], 'keep', 'admin')])
  expect(done.map((one) => one.isClosed).sort()).toEqual([false, true])
  expect(await world.events('review.closed')).toHaveLength(1)
})
test('scopes: who holds money by role or for a time, the members of a role; what is in none of them is not opened', async () => {
  const world = await makeWorld(),
    { id: requestId } = await world.as('dispatch').run(askAccess, { grants: ['award.confirm:all'], amount: 1, unit: 'days', reason: 'The manager is away' })
  await world.as('owner').run(approveAccess, { requestId, amount: 1, unit: 'days' })
  const { id } = await open(world, { scope: 'money' }),
    names = (await world.as('owner').run(listLines, { reviewId: id })).rows.map((row) => row.facts['role'] ?? row.kind)
  expect(names.sort()).toEqual(['dispatch', 'finance', 'grant', 'manager', 'office', 'owner'])
  expect((await world.as('owner').run(showOpening, {})).sizes).toEqual({ all: 9, money: 6 })
  const fault = async (more: object) => Object.keys((await refusalOf(open(world, more))).fields)
  expect(await fault({ scope: 'role' })).toEqual(['role'])
  expect(await fault({ scope: 'role', role: 'operator' })).toEqual(['role'])
  expect(await fault({ dueOn: '2026-05-13' })).toEqual(['dueOn'])
  expect(await fault({ dueOn: '2027-05-13' })).toEqual(['dueOn'])
  expect(await fault({ reviewers: [member(world.people.crew)] })).toEqual(['reviewers'])
  expect(await fault({ reviewers: [] })).toEqual(['reviewers'])
  for (const who of ['finance', 'manager', 'crew', 'read_only'] as const)
    expect(
      await refusalOf(world.as(who).run(openReview, { name: 'Mine', scope: 'all', dueOn: '2026-05-20', reviewers: [member(world.people.owner)] })),
    ).toMatchObject({ code: 'forbidden' })
})
test('the file proves the population by a command of five lines, leaves only with a code, and names the entries of the log', async () => {
  const world = await makeWorld(),
    { id } = await open(world)
  await decide(world, id, [(await lineOf(world, id, world.people.crew.name)).id], 'keep', 'owner', { reason: '=HYPERLINK("https://example.com")' })
  expect(await refusalOf(world.as('owner').runWithoutFactor(exportReview, { reviewId: id }))).toMatchObject({ code: 'step_up' })
  const rows = readCsv(await textOf(await world.as('read_only').run(exportReview, { reviewId: id }))),
    head = rows[0] ?? [],
    column = (name: string): string[] => rows.slice(1).map((row) => row[head.indexOf(name)] ?? '')
  expect(column('Line')).toEqual(['1', '2', '3', '4', '5', '6', '7', '8'])
  expect(
    createHash('sha256')
      .update(`[${column('Frozen').join(',')}]`)
      .digest('hex'),
  ).toBe(column('Population digest')[0])
  for (const [i, frozen] of column('Frozen').entries()) expect(createHash('sha256').update(frozen).digest('hex')).toBe(column('Line digest')[i])
  expect(column('Decision').filter((text) => text === 'keep')).toHaveLength(1)
  expect(
    column('Reason').some((text) => text.startsWith('=')),
    'a reason is no formula',
  ).toBe(false)
  expect(column('Opened in entry')[0]).toMatch(/^(\d+|not sealed yet)$/)
  const proof = await world.as('read_only').run(showReviewEvidence, { reviewId: id })
  expect([proof.events.map((one) => one.said.replace(/ .*/, '')), proof.decided.length, proof.population.isWhole]).toEqual([['opened'], 1, true])
})
test('what has changed since the freezing is said beside what was frozen', async () => {
  const world = await makeWorld(),
    { id } = await open(world)
  await world.as('owner').run(changeRole, { memberId: member(world.people.office), role: 'dispatch' })
  await admin`update members set state = 'ended', ended_at = now() where id = ${world.people.manager.memberId}`
  const office = await lineOf(world, id, world.people.office.name)
  expect([office.facts['role'], office.changes[0]]).toEqual(['office', 'role: office → dispatch'])
  expect(office.changes.some((change) => change.startsWith('may less: '))).toBe(true)
  const manager = await lineOf(world, id, world.people.manager.name)
  expect(manager.changes).toEqual(['it is over by now'])
  await decide(world, id, [manager.id], 'remove')
  expect((await lineOf(world, id, world.people.manager.name)).outcome).toBe('had left already')
})
test('reviewers are told when it opens and reminded before its day, on it and after it, once a day, as long as lines are left to them', async () => {
  const world = await makeWorld(),
    told = async () =>
      (
        await admin<
          { name: string; sentence: string }[]
        >`select m.name, n.sentence from notifications n join members m on m.tenant_id = n.tenant_id and m.id = n.member_id where n.tenant_id = ${world.tenant} and n.kind = 'access' order by n.id`
      ).map((row) => `${row.name}: ${row.sentence}`)
  const { id } = await open(world)
  await drain(world)
  expect(await told()).toEqual([expect.stringContaining(`${world.people.admin.name}: Autumn review (RV-00001): 8 lines wait`) as string])
  const remind = async (at: string): Promise<number> => {
    world.clock.set(at)
    const before = (await told()).length
    await admin`select graphile_worker.add_job('tenancy.remindReviewers', ${JSON.stringify({ tenant: world.tenant, input: {} })}::text::json)`
    await drain(world)
    return (await told()).length - before
  }
  expect(await remind('2026-05-20T15:00:00Z')).toBe(0)
  expect(await remind('2026-05-25T15:00:00Z')).toBe(2)
  expect(await remind('2026-05-25T16:00:00Z')).toBe(0)
  expect(await remind('2026-05-26T15:00:00Z')).toBe(0)
  expect(await remind('2026-05-28T15:00:00Z')).toBe(2)
  await world.as('owner').run(closeReview, { reviewId: id, reason: 'Done by hand' })
  expect(await remind('2026-05-30T15:00:00Z')).toBe(0)
  expect((await world.as('read_only').run(listReviews, { state: 'closed' })).rows).toHaveLength(1)
})
