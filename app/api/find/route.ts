import { guarded } from '@/app/_bind/handler.ts'
import { paths } from '@/app/_ui/paths.ts'
import type { PaletteEntry } from '@/app/_ui/shell/palette-entries.ts'
import { findRecords, type FoundRecord } from '@/lib/incentives/find-records.ts'
import { findMembers } from '@/lib/tenancy/find-members.ts'
import type { Noun } from '@/lib/kernel/id.ts'

const pages: Partial<Record<Noun, readonly [words: string, path: (id: string) => string]>> = {
  payout: ['Payout', paths.payout],
  payee: ['Payee', paths.payee],
  program: ['Program', paths.program],
  award: ['Award', paths.award],
  batch: ['Batch', paths.batch],
  statement: ['Statement', paths.statement],
  journalEntry: ['Journal entry', paths.journalEntry],
  workRecord: ['Work record', paths.workRecord],
  import: ['Import', paths.import],
  crew: ['Crew', paths.crew],
  catalogueItem: ['Reward', paths.catalogueItem],
  ledgerAccount: ['Ledger account', paths.ledgerAccount],
  awardRun: ['Run of awards', paths.awardRun],
  redemption: ['Redemption', paths.redemption],
  dispute: ['Dispute', paths.dispute],
  accessRequest: ['Access request', paths.accessRequest],
  review: ['Access review', paths.review],
  supportGrant: ['Grant', paths.endSupportGrant],
}
function entryOf(found: FoundRecord): PaletteEntry[] {
  const page = pages[found.noun]
  return page ? [{ id: found.id, kind: 'record', label: `${found.number} ${found.name}`, said: page[0], href: page[1](found.id) }] : []
}

/** What the palette asks while a number or a name is typed. */
export const GET = guarded(async (request, caller) => {
  const q = new URL(request.url).searchParams.get('q') ?? ''
  const [records, people] = await Promise.all([findRecords.invoke(caller, { q }), findMembers.invoke(caller, { q })])
  const members = people.map((person): PaletteEntry => ({
    id: person.id,
    kind: 'record',
    label: person.name,
    said: `Member, ${person.role.replaceAll('_', ' ')}`,
    href: paths.member(person.id),
  }))
  return Response.json([...records.flatMap(entryOf), ...members], { headers: { 'cache-control': 'private, no-store' } })
})
