// A review of everything that does not end by itself: frozen, looked over by two owners, and proven by a file that needs no product to be read.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { expect } from 'vitest'
import type { Page } from 'playwright-core'
import { overHttp, Program } from '../../support/api-client.ts'
import { comeInByProvider, keepOwnLines, openReviewOf, removeLine } from '../../support/desk-acts.ts'
import { readCsv } from '../../support/list-file.ts'
import { judge, note, open, person, phone } from '../steps/journey.ts'
import { atProvider, confirmOf, judgeBoth, readUntil, type Office } from './office.ts'

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')
/** What the page says of the population; it says it only while the lines are still exactly that. */
const digestOn = async (page: Page): Promise<string> =>
  /([0-9a-f]{64}) and the lines are still exactly that/.exec(await page.locator('main').innerText())?.[1] ?? ''

/** Every page on which lines are looked at and decided, at a desk and on a phone. */
async function judgePages(office: Office, review: string, line: string): Promise<void> {
  const { page } = person(office, 'owner'),
    id = line.split('/').at(-1) ?? '',
    desk = page.viewportSize()
  for (const width of [desk?.width ?? 0, phone.width]) {
    await page.setViewportSize({ width, height: 900 })
    for (const path of [review, line, `${review}/remove?line=${id}`, `${review}/keep?line=${id}`, `${review}/close`]) {
      await open(office, 'owner', path)
      await judgeBoth(office, page)
    }
  }
  if (desk) await page.setViewportSize(desk)
}
export async function reviewAccess(office: Office): Promise<void> {
  const { page } = person(office, 'owner'),
    confirm = confirmOf(office, 'owner'),
    partner = person(office, 'partner').page,
    clerk = person(office, 'office'),
    technician = person(office, 'technician').page,
    board = new Program(note(office, 'key of the board'), overHttp(office.product.origin))
  await open(office, 'owner', '/members/reviews/new')
  await judgeBoth(office, page)
  const review = await openReviewOf(page, { name: 'Autumn review', reviewers: ['Grace Abara (you)', 'Otto Berg'] }, confirm),
    digest = await digestOn(page)
  expect(digest).toMatch(/^[0-9a-f]{64}$/)
  const row = (subject: string) => page.getByRole('row').filter({ has: page.getByRole('link', { name: subject }) })
  for (const subject of ['Otto Berg', 'Olu Mensah', 'Marek Novak', 'Jana Ruiz', 'Dana Fox', 'Fiona Li', 'Yard lead', 'Work account 2026', 'RQ-00001'])
    expect(await row(subject).count(), subject).toBe(1)
  expect(await row('Yard board').innerText()).toMatch(/API key\s+Made by M-\d{5}, until/)
  // What had ended before is nothing to review.
  expect(await row('Payroll sync').count()).toBe(0)
  const lines = Number(/\b0 of (\d+) decided/.exec(await page.locator('main').innerText())?.[1])
  await judgePages(office, review, (await row('Jana Ruiz').getByRole('link').first().getAttribute('href')) ?? '')

  // A person: what she has open is shut at her next request.
  expect((await technician.goto('/my-earnings'))?.url()).toContain('/my-earnings')
  await open(office, 'owner', review)
  await removeLine(page, 'Jana Ruiz', 'Has left the yard', confirm)
  await page.getByText(`1 of ${lines} decided`).waitFor()
  await technician.goto('/my-earnings')
  await technician.waitForURL('**/sign-in*')
  await judge(office, technician)

  // A role: who holds it has another one from then on, and comes in anew with that.
  expect((await clerk.page.goto('/batches'))?.status()).toBe(200)
  await open(office, 'owner', review)
  await removeLine(page, 'Yard lead', 'The yard has no lead any more', confirm)
  await page.getByText('Choose the role that they have from then on.').first().waitFor()
  await judgeBoth(office, page)
  await open(office, 'owner', review)
  await removeLine(page, 'Yard lead', 'The yard has no lead any more', confirm, 'Office')
  await page.getByText(`2 of ${lines} decided`).waitFor()
  await clerk.page.goto('/batches')
  await clerk.page.waitForURL('**/sign-in*')
  atProvider(office, 'office')
  await comeInByProvider(clerk.page, clerk.email, /Work account/)
  await clerk.page.waitForURL('**/home')
  expect((await clerk.page.goto('/batches'))?.status()).toBe(403)

  // A key: its program is refused at its next call.
  expect((await board.get('/payees')).status).toBe(200)
  await open(office, 'owner', review)
  await removeLine(page, 'Yard board', 'Nobody looks at it', confirm)
  await page.getByText(`3 of ${lines} decided`).waitFor()
  expect((await board.get('/payees')).status).toBe(401)

  // Her own line and the token that she has made are the other owner's, and his decision is the last one.
  await keepOwnLines(page, review, confirm)
  await page.getByText(`${lines - 2} of ${lines} decided`).waitFor()
  await keepOwnLines(partner, review, confirmOf(office, 'partner'))
  await partner
    .getByText(`${lines - 3} kept, 3 removed, 0 undecided`)
    .first()
    .waitFor()
  await judge(office, partner)
  await checkEvidence(office, review, digest, lines)
}
/** The sheet for paper, then the file, reckoned again from nothing but what stands in it. */
async function checkEvidence(office: Office, review: string, digest: string, lines: number): Promise<void> {
  const { page } = person(office, 'owner')
  await readUntil(page, `${review}/evidence`, /^(?![\s\S]*not sealed yet)[\s\S]*closed the access review/)
  await judgeBoth(office, page)
  const sheet = await page.locator('main').innerText()
  for (const part of [
    digest,
    'opened the access review',
    'the event of the opening says the same, and so do the lines below',
    `${lines - 3} kept, 3 removed, 0 undecided`,
  ])
    expect(sheet).toContain(part)
  await open(office, 'owner', review)
  // What was taken away since changes nothing of what was frozen.
  expect(await digestOn(page)).toBe(digest)
  await page.getByRole('link', { name: 'Evidence file' }).click()
  await page.getByRole('heading', { name: 'Confirm it’s you' }).waitFor()
  await judgeBoth(office, page)
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Use a passkey' }).click()]),
    [head = [], ...rows] = readCsv(readFileSync(await file.path(), 'utf8')),
    column = (name: string): string[] => rows.map((cells) => cells[head.indexOf(name)] ?? '')
  expect(column('Line')).toEqual(rows.map((_, i) => String(i + 1)))
  expect([rows.length, new Set(column('Population digest'))]).toEqual([lines, new Set([digest])])
  expect(sha256(`[${column('Frozen').join(',')}]`)).toBe(digest)
  expect(column('Frozen').map(sha256)).toEqual(column('Line digest'))
  for (const place of [...column('Opened in entry'), ...column('Decided in entry')]) expect(place).toMatch(/^\d+$/)
  const of = (subject: string) => {
    const i = rows.findIndex((_, line) => column('Subject')[line] === subject || column('Name')[line] === subject)
    return ['Kind', 'Decision', 'Reason', 'Outcome', 'Decided by'].map((name) => column(name)[i])
  }
  expect(['Jana Ruiz', 'Yard lead', 'Yard board', 'Grace Abara', 'Work account 2026', 'RQ-00001'].map(of)).toEqual([
    ['member', 'remove', 'Has left the yard', 'suspended', 'Grace Abara'],
    ['role', 'remove', 'The yard has no lead any more', 'role ended, 1 moved', 'Grace Abara'],
    ['API key', 'remove', 'Nobody looks at it', 'revoked', 'Grace Abara'],
    ['member', 'keep', '', '', 'Otto Berg'],
    ['provisioning token', 'keep', '', '', 'Otto Berg'],
    ['grant', 'keep', '', '', 'Grace Abara'],
  ])
  expect(column('Decision').filter((word) => word === 'remove')).toHaveLength(3)
}
