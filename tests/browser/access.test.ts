// In a real browser: somebody is refused a page, asks for it with a reason and a time, an admin gives it, and the page opens; a review is opened, decided line by line and in bulk, closed and printed. Every page of it is accessible in both themes and fits a phone.
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { FrozenClock } from '../../lib/kernel/clock.ts'
import { encodeId } from '../../lib/kernel/id.ts'
import { openBrowser, windowOf } from '../support/browser.ts'
import { byFactor } from '../support/confirm.ts'
import { askForAccess, giveAccessTo, keepOwnLines, openReviewOf, removeLine } from '../support/desk-acts.ts'
import { faultsAt } from '../support/page-faults.ts'
import { makeApiKey } from '../../lib/tenancy/keys/api-key.ts'
import { openReview } from '../../lib/tenancy/review/open-review.ts'
import { makePerson, presentClock, type TestPerson } from '../identity/person.ts'
import { admin, makeWorld, type World } from '../support/world.ts'
import '../../lib/registry.ts'

let browser: Browser, world: World, chief: TestPerson, second: TestPerson, asker: TestPerson
beforeAll(async () => {
  browser = await openBrowser()
  world = await makeWorld(new Date().toISOString())
  chief = await makePerson(world.tenant, 'owner', 'Jana Ruiz')
  second = await makePerson(world.tenant, 'admin', 'Tom Beck')
  asker = await makePerson(world.tenant, 'dispatch', 'Noor Haddad')
}, 120_000)
afterAll(() => browser.close())
const as = (person: TestPerson) => ({ tenant: person.tenant, memberId: person.memberId, accountId: person.accountId })
const idOf = async (table: 'access_requests' | 'reviews' | 'review_lines', noun: 'accessRequest' | 'review' | 'reviewLine'): Promise<string> =>
  encodeId(noun, (await admin<{ id: string }[]>`select id from ${admin(table)} where tenant_id = ${world.tenant} order by id desc limit 1`)[0]?.id ?? '')
/** A code serves once: the next one of the same person is that of the next half minute. */
const ahead = (): FrozenClock => new FrozenClock(new Date(Date.now() + 30_000))

test('refused, asked for, given, and gone when it is given back', async () => {
  const context = await windowOf(browser, as(asker), { width: 390, theme: 'light' }),
    page = await context.newPage()
  expect((await page.goto('/members'))?.status()).toBe(403)
  await askForAccess(page, 'See who belongs to the company', 'To plan who stands in', 2)

  const office = await windowOf(browser, as(second), { width: 1440, theme: 'light' }),
    desk = await office.newPage()
  await giveAccessTo(
    desk,
    'Noor Haddad',
    byFactor(() => second.code(presentClock())),
  )

  expect((await page.goto('/members'))?.status()).toBe(200)
  await page.goto('/account/access')
  await page.getByText('for a time you have “See who belongs to the company”').first().waitFor()
  await desk.goto(`/members/${encodeId('member', asker.memberId)}/why?permission=member.read`)
  await desk
    .getByText(/By grant of request\s+RQ-00001/)
    .first()
    .waitFor()
  await page.getByRole('button', { name: 'Give it back' }).click()
  await page.getByText('Ended early').first().waitFor()
  expect((await page.goto('/members'))?.status()).toBe(403)
  await context.close()
  await office.close()
}, 90_000)
test('a review is opened, decided one by one and in bulk, closed by the last decision, and printed', async () => {
  const context = await windowOf(browser, as(chief), { width: 1440, theme: 'light' }),
    page = await context.newPage()
  await page.goto('/members/reviews')
  await page.getByText('No review is open.').waitFor()
  await openReviewOf(
    page,
    { name: 'Dispatchers', role: 'dispatch', reviewers: ['Jana Ruiz (you)', 'Tom Beck'] },
    byFactor(() => chief.code(presentClock())),
  )
  await removeLine(
    page,
    'Noor Haddad',
    'Works elsewhere by now',
    byFactor(() => chief.code(ahead())),
  )
  await page.getByText('1 of 2 decided').waitFor()
  expect(await admin`select state from members where id = ${asker.memberId}`).toEqual([{ state: 'suspended' }])

  const office = await windowOf(browser, as(second), { width: 1440, theme: 'dark' }),
    desk = await office.newPage()
  await keepOwnLines(
    desk,
    `/members/reviews/${await idOf('reviews', 'review')}`,
    byFactor(() => second.code(ahead())),
  )
  await desk.getByText('1 kept, 1 removed, 0 undecided').first().waitFor()
  await page.goto(`/members/reviews/${await idOf('reviews', 'review')}/evidence`)
  const text = await page.locator('main').innerText()
  for (const part of [
    'Works elsewhere by now; suspended',
    'the event of the opening says the same',
    'opened the access review RV-',
    'closed the access review RV-',
    'Fingerprint of the signing key',
  ])
    expect(text).toContain(part)
  await context.close()
  await office.close()
}, 90_000)
test('a key in a review says who made it and until when, and leads to the keys', async () => {
  const own = await makeWorld(new Date().toISOString()),
    reviewers = [encodeId('member', own.people.owner.memberId), encodeId('member', own.people.admin.memberId)]
  await own.as('finance').run(makeApiKey, { name: 'Bookkeeping', permissions: ['payout.read'], days: 30 })
  const { id } = await own
      .as('owner')
      .run(openReview, { name: 'All of it', scope: 'all', repeats: 'quarterly', dueOn: new Date().toISOString().slice(0, 10), reviewers }),
    context = await windowOf(browser, { tenant: own.tenant, ...own.people.owner }, { width: 1440, theme: 'light' }),
    page = await context.newPage()
  const row = page.getByRole('row').filter({ hasText: 'Bookkeeping' })
  await page.goto(`/members/reviews/${id}/evidence`)
  expect(await row.innerText()).toMatch(/Bookkeeping.*\s+M-\w+\s/)
  await page.goto('/members/reviews')
  expect(await page.getByRole('row').filter({ hasText: 'All of it' }).innerText()).toMatch(/Quarterly, /)
  await page.goto(`/members/reviews/${id}`)
  await page.getByText(/Quarterly, next on/).waitFor()
  expect(await row.innerText()).toMatch(/API key\s+Made by M-\w+, until /)
  await row.getByRole('link', { name: 'Bookkeeping' }).click()
  await page.getByRole('link', { name: 'As it is now' }).click()
  await page.waitForURL('**/settings/keys')
  await row.waitFor()
  await context.close()
}, 90_000)
test.each([
  ['light', 1440],
  ['dark', 1440],
  ['light', 390],
  ['dark', 390],
] as const)(
  'its pages, %s, at %i',
  async (theme, width) => {
    const context = await windowOf(browser, as(second), { width, theme }),
      page = await context.newPage(),
      [request, review, line] = [await idOf('access_requests', 'accessRequest'), await idOf('reviews', 'review'), await idOf('review_lines', 'reviewLine')],
      faults: string[] = []
    for (const path of [
      '/account/access',
      '/account/access/ask',
      '/account/access/ask?for=role',
      '/members/requests',
      `/members/requests/${request}`,
      `/members/requests/${request}/approve`,
      '/members/reviews',
      '/members/reviews/new',
      `/members/reviews/${review}`,
      `/members/reviews/${review}/lines/${line}`,
      `/members/reviews/${review}/keep?line=${line}`,
      `/members/reviews/${review}/close`,
      `/members/reviews/${review}/repeat`,
      `/members/reviews/${review}/evidence`,
    ])
      faults.push(...(await faultsAt(page, path)))
    expect(faults).toEqual([])
    await context.close()
  },
  90_000,
)
