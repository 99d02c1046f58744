// A review that is opened anew: by itself on its day, once, over who may do what then, by whoever of its reviewers still may decide; what stands in the way is said, and stopping it is an act like others.
import { expect, test } from 'vitest'
import { encodeId } from '../../lib/kernel/id.ts'
import { day } from '../../lib/kernel/day.ts'
import { listReviews, showReview } from '../../lib/tenancy/review/list-reviews.ts'
import { openReview } from '../../lib/tenancy/review/open-review.ts'
import { repeatReview } from '../../lib/tenancy/review/repeat-reviews.ts'
import { nextAfter } from '../../lib/tenancy/review/review.ts'
import { roles } from '../../lib/access/roles.ts'
import { writeGrants } from '../../lib/tenancy/role-draft.ts'
import { copyRole } from '../../lib/tenancy/write-role.ts'
import { drain } from '../support/drain.ts'
import { admin, makeWorld, refusalOf, type Person, type World } from '../support/world.ts'

const member = (person: Person): string => encodeId('member', person.memberId)
const open = (world: World, more: object = {}) =>
  world
    .as('owner')
    .run(openReview, {
      name: 'Who holds money',
      scope: 'money',
      dueOn: '2026-05-28',
      repeats: 'quarterly',
      reviewers: [member(world.people.owner), member(world.people.admin)],
      ...more,
    })
async function onDay(world: World, at: string): Promise<void> {
  world.clock.set(`${at}T15:00:00Z`)
  await admin`select graphile_worker.add_job('tenancy.repeatDueReviews', ${JSON.stringify({ tenant: world.tenant, input: {} })}::text::json)`
  await drain(world)
}
const list = async (world: World) =>
  (await world.as('owner').run(listReviews, { sort: 'opened' })).rows.map((r) => [r.number, r.scope, r.dueOn, r.openedBy, r.nextOn])
const told = async (world: World): Promise<string[]> =>
  (await admin<{ sentence: string }[]>`select sentence from notifications where tenant_id = ${world.tenant} and kind = 'access' order by id`).map(
    (n) => n.sentence,
  )

test('months are counted, and where a month is shorter it is its last day', () => {
  expect(nextAfter(day('2026-08-31'), 'quarterly', day('2026-12-01'))).toBe('2027-02-28')
  expect(nextAfter(day('2026-08-31'), 'half_yearly', day('2027-02-28'))).toBe('2027-08-31')
  expect(nextAfter(day('2028-02-29'), 'yearly', day('2028-02-29'))).toBe('2029-02-28')
  expect(nextAfter(day('2026-08-31'), 'never', day('2026-08-31'))).toBeNull()
})
test('on its day the next one opens by itself, once, with the same scope and as many days; the newest carries the series on', async () => {
  const world = await makeWorld(),
    { id } = await open(world)
  await drain(world)
  await onDay(world, '2026-08-13')
  expect(await list(world)).toEqual([['RV-00001', 'Who holds money', '2026-05-28', world.people.owner.name, '2026-08-14']])
  const joined = await world.join('finance', 'Nia New')
  await onDay(world, '2026-08-14')
  await onDay(world, '2026-08-14')
  expect(await list(world)).toEqual([
    ['RV-00001', 'Who holds money', '2026-05-28', world.people.owner.name, null],
    ['RV-00002', 'Who holds money', '2026-08-28', 'itself', '2026-11-14'],
  ])
  const shown = await world.as('owner').run(showReview, { reviewId: id }),
    next = await world.as('owner').run(showReview, { reviewId: shown.followedBy?.id })
  expect([next.follows?.number, next.reviewers.map((r) => r.name).sort()]).toEqual(['RV-00001', [world.people.admin.name, world.people.owner.name].sort()])
  // Frozen as it is then: who came since is among its lines, and the log proves it like the first.
  const subjects = await admin<
    { member_id: string }[]
  >`select member_id from review_lines l join reviews r on r.id = l.review_id where r.number = 'RV-00002' and l.tenant_id = ${world.tenant}`
  expect([next.lines, subjects.some((line) => line.member_id === joined.memberId), next.digest.isWhole]).toEqual([shown.lines + 1, true, true])
  expect((await world.events('review.opened')).map((e) => [e.detail['follows'], e.detail['repeats'], e.detail['next'], e.actor_id !== null])).toEqual([
    [undefined, 'quarterly', '2026-08-14', true],
    ['RV-00001', 'quarterly', '2026-11-14', false],
  ])
  expect((await told(world)).filter((sentence) => sentence.includes('(RV-00002)'))).toHaveLength(2)
})
test('a worker that was down opens one and not all that were missed; who may no longer decide is left out', async () => {
  const world = await makeWorld()
  await open(world)
  await admin`update members set state = 'suspended' where id = ${world.people.admin.memberId}`
  await onDay(world, '2027-03-01')
  expect((await list(world)).map((row) => [row[0], row[4]])).toEqual([
    ['RV-00001', null],
    ['RV-00002', '2027-05-14'],
  ])
  expect((await world.events('review.opened')).at(-1)?.detail['reviewers']).toHaveLength(1)
})
test('where its role has ended a series ends; where nobody is in its scope the day is passed over; both are told', async () => {
  const world = await makeWorld()
  await open(world, { name: 'Those who look', scope: 'role', role: 'read_only' })
  await admin`update members set state = 'ended', ended_at = now() where id = ${world.people.read_only.memberId}`
  await onDay(world, '2026-08-14')
  expect((await world.events('review.not_repeated')).map((e) => e.detail)).toEqual([
    { number: 'RV-00001', name: 'Those who look', why: 'nobody and nothing is in its scope', next: '2026-11-14' },
  ])
  const looker = await world.as('owner').run(copyRole, { source: 'read_only', name: 'Looker', grants: writeGrants(roles.read_only) })
  await open(world, { name: 'Lookers', scope: 'role', role: looker.id, dueOn: '2026-08-20' })
  await admin`update roles set ended_at = now() where tenant_id = ${world.tenant}`
  await onDay(world, '2026-11-14')
  expect((await world.events('review.not_repeated')).at(-1)?.detail).toMatchObject({ name: 'Lookers', why: 'its role has ended', next: '' })
  expect((await list(world)).map((row) => row[4])).toEqual(['2027-02-14', null])
  expect((await told(world)).filter((sentence) => sentence.includes('not opened'))[0]).toBe(
    'The access review RV-00001, Those who look, was due again and not opened: nobody and nothing is in its scope',
  )
})
test('how often is changed and stopped by whoever changes members, with a code; of a series the newest only', async () => {
  const world = await makeWorld(),
    { id } = await open(world)
  expect(await refusalOf(world.as('manager').run(repeatReview, { reviewId: id, repeats: 'never' }))).toMatchObject({ code: 'forbidden' })
  expect(await refusalOf(world.as('admin').runWithoutFactor(repeatReview, { reviewId: id, repeats: 'never' }))).toMatchObject({ code: 'step_up' })
  expect(await world.as('admin').run(repeatReview, { reviewId: id, repeats: 'half_yearly' })).toEqual({ id, nextOn: '2026-11-14' })
  await onDay(world, '2026-11-14')
  expect(await refusalOf(world.as('admin').run(repeatReview, { reviewId: id, repeats: 'never' }))).toMatchObject({
    code: 'conflict',
    message: 'RV-00002 follows RV-00001 already. Change how often that one is opened anew.',
  })
  const { followedBy } = await world.as('owner').run(showReview, { reviewId: id })
  await world.as('admin').run(repeatReview, { reviewId: followedBy?.id, repeats: 'never' })
  await onDay(world, '2027-05-14')
  expect(await list(world)).toHaveLength(2)
  expect((await world.events('review.repeats_changed')).map((e) => [e.detail['next'], e.detail['changes']])).toEqual([
    ['2026-11-14', [{ field: 'repeats', before: 'quarterly', after: 'half-yearly' }]],
    ['', [{ field: 'repeats', before: 'half-yearly', after: 'never' }]],
  ])
})
test('where the plan has closed reviews meanwhile, the day is passed over and told', async () => {
  const world = await makeWorld()
  await open(world)
  await admin`update identity.tenants set plan = 'business' where id = ${world.tenant}`
  await onDay(world, '2026-08-14')
  expect((await world.events('review.not_repeated')).map((e) => e.detail)).toMatchObject([
    { why: 'the plan of the company has no access reviews', next: '2026-11-14' },
  ])
  expect((await told(world)).at(-1)).toContain('was due again and not opened: the plan of the company has no access reviews')
  expect(await world.events('review.opened')).toHaveLength(1)
})
test('a plan without reviews lets a series be stopped and none begin', async () => {
  const world = await makeWorld(),
    { id } = await open(world)
  await admin`update identity.tenants set plan = 'business' where id = ${world.tenant}`
  expect(await refusalOf(world.as('owner').run(repeatReview, { reviewId: id, repeats: 'yearly' }))).toMatchObject({ message: expect.stringContaining('plan') })
  expect(await world.as('owner').run(repeatReview, { reviewId: id, repeats: 'never' })).toEqual({ id, nextOn: null })
})
