// Every record with a number can be found by it, and nobody is shown a record that they could not open.
import { isPermission } from '../../lib/access/operation.ts'
import { expect, test } from 'vitest'
import { series } from '../../lib/access/ctx.ts'
import { reachOf, roleNames } from '../../lib/access/roles.ts'
import { showCrew } from '../../lib/incentives/change-crew.ts'
import { findable, findRecords } from '../../lib/incentives/find-records.ts'
import { showItem } from '../../lib/incentives/list-catalogue.ts'
import { showPayee } from '../../lib/incentives/list-payees.ts'
import { showRedemption } from '../../lib/incentives/list-redemptions.ts'
import { showStatement } from '../../lib/incentives/list-statements.ts'
import { showWork } from '../../lib/incentives/list-work.ts'
import { listAwards, showAward } from '../../lib/incentives/read-awards.ts'
import { showProgram } from '../../lib/incentives/read-programs.ts'
import { showBatch } from '../../lib/incentives/show-batch.ts'
import { showDispute } from '../../lib/incentives/show-dispute.ts'
import { showImport } from '../../lib/incentives/show-import.ts'
import { showJournalEntry } from '../../lib/incentives/show-journal-entry.ts'
import { showLedgerAccount } from '../../lib/incentives/show-ledger-account.ts'
import { showPayout } from '../../lib/incentives/show-payout.ts'
import { writeProgram } from '../../lib/incentives/write-program.ts'
import { showAccess } from '../../lib/tenancy/access/list-access.ts'
import { listSupport } from '../../lib/tenancy/support/list-support.ts'
import { showReview } from '../../lib/tenancy/review/list-reviews.ts'
import { importFile, sampleFile } from '../support/import-file.ts'
import { makeWorld } from '../support/world.ts'

/** What the page of each asks. */
const opens = {
  payout: showPayout,
  payee: showPayee,
  program: showProgram,
  award: showAward,
  awardRun: listAwards,
  batch: showBatch,
  statement: showStatement,
  journalEntry: showJournalEntry,
  ledgerAccount: showLedgerAccount,
  workRecord: showWork,
  import: showImport,
  crew: showCrew,
  catalogueItem: showItem,
  redemption: showRedemption,
  dispute: showDispute,
  accessRequest: showAccess,
  review: showReview,
  supportGrant: listSupport,
}
test('every series of numbers is searched, under its own letters; people by their names', () => {
  expect(Object.fromEntries(findable.map(({ noun, prefix }) => [noun, prefix]))).toEqual(
    Object.fromEntries(Object.entries(series).filter(([noun]) => noun !== 'member')),
  )
})
test.each(findable.map((place) => [place.noun, place] as const))('%s', (noun, { needs }) => {
  const page = opens[noun as keyof typeof opens].needs
  for (const role of roleNames) if (reachOf(role, needs) === 'all') expect(isPermission(page) && reachOf(role, page), role).toBe('all')
})
test('a ledger account is found by its number and by its name, an import by who may open it', async () => {
  const world = await makeWorld()
  await world
    .as('manager')
    .run(writeProgram, {
      name: 'Storm call-outs',
      currency: 'USD',
      period: 'month',
      budget: '100.00',
      rule: { version: 1, pay: { kind: 'per_unit', unit: 'record', rate: '250' }, conditions: [], split: 'none', caps: {} },
    })
  for (const q of ['L-1', 'l00001'])
    expect((await world.as('finance').run(findRecords, { q })).map((found) => [found.noun, found.number])).toEqual([['ledgerAccount', 'L-00001']])
  await importFile(world, sampleFile())
  expect((await world.as('office').run(findRecords, { q: 'I-00001' })).map((found) => found.noun)).toEqual(['import'])
  for (const role of ['finance', 'read_only'] as const) expect(await world.as(role).run(findRecords, { q: 'I-00001' }), role).toEqual([])
})
