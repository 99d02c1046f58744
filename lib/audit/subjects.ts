import { inArray } from 'drizzle-orm'
import { accessRequests, reviews, supportGrants } from '../../db/schema/access.ts'
import { awardRuns, awards, programs } from '../../db/schema/incentives.ts'
import { journalEntries, ledgerAccounts } from '../../db/schema/ledger.ts'
import { batches, payouts } from '../../db/schema/payouts.ts'
import { statements } from '../../db/schema/statements.ts'
import { catalogueItems, disputes, redemptions } from '../../db/schema/wallet.ts'
import { domains, ssoConnections } from '../../db/schema/sign-in.ts'
import { customRoles, members } from '../../db/schema/tenancy.ts'
import { crews, imports, payees, workRecords } from '../../db/schema/work.ts'
import type { ReadCtx } from '../access/ctx.ts'
import { encodeId, idPrefixes, nounOf, tryDecodeId, type Noun } from '../kernel/id.ts'

/** What an event is about: its noun, its outside id, and what people call it where it still has a name. */
export interface Subject {
  readonly noun: Noun
  readonly id: string
  readonly label: string | undefined
}

const named = {
  program: [programs, programs.name],
  payee: [payees, payees.name],
  member: [members, members.name],
  crew: [crews, crews.name],
  domain: [domains, domains.name],
  ssoConnection: [ssoConnections, ssoConnections.name],
  role: [customRoles, customRoles.name],
  catalogueItem: [catalogueItems, catalogueItems.name],
  accessRequest: [accessRequests, accessRequests.number],
  review: [reviews, reviews.name],
  supportGrant: [supportGrants, supportGrants.number],
  payout: [payouts, payouts.number],
  award: [awards, awards.number],
  awardRun: [awardRuns, awardRuns.number],
  batch: [batches, batches.number],
  workRecord: [workRecords, workRecords.number],
  import: [imports, imports.number],
  statement: [statements, statements.number],
  redemption: [redemptions, redemptions.number],
  dispute: [disputes, disputes.number],
  journalEntry: [journalEntries, journalEntries.number],
  ledgerAccount: [ledgerAccounts, ledgerAccounts.name],
} as const
const isNamed = (kind: string): kind is keyof typeof named => Object.hasOwn(named, kind)

interface Reference {
  readonly subjectKind: string
  readonly subjectId: string | null
}
/** The subjects of some references: one look-up for each kind among them. */
export async function namesOf(ctx: ReadCtx, rows: readonly Reference[]): Promise<(row: Reference) => Subject | undefined> {
  const labels = new Map<string, string>()
  for (const kind of new Set(rows.map((row) => row.subjectKind))) {
    const ids = [...new Set(rows.filter((row) => row.subjectKind === kind).flatMap((row) => row.subjectId ?? []))]
    if (ids.length === 0 || !isNamed(kind)) continue
    const [table, label] = named[kind]
    for (const row of await ctx.tx.select({ id: table.id, label }).from(table).where(inArray(table.id, ids))) labels.set(`${kind} ${row.id}`, row.label)
  }
  return ({ subjectKind, subjectId }) =>
    subjectId !== null && subjectKind in idPrefixes
      ? { noun: subjectKind as Noun, id: encodeId(subjectKind as Noun, subjectId), label: labels.get(`${subjectKind} ${subjectId}`) }
      : undefined
}

/** Outside ids inside a sentence, such as those of the payee of a payout. */
export const referencesIn = (sentence: string): Reference[] =>
  [...sentence.matchAll(idPattern)].flatMap(([id]) => {
    const noun = nounOf(id),
      uuid = noun && tryDecodeId(noun, id)
    return noun && uuid ? [{ subjectKind: noun, subjectId: uuid }] : []
  })
const idPattern = /\b[a-z]{3}_[0-9a-hjkmnp-tv-z]{26}\b/g

/**
 * A sentence cut where it names a record, so that each becomes a link: ids give way to what people call the record, and the event's own
 * subject stands at the end where the sentence does not mention it.
 */
export function linked(sentence: string, own: Subject | undefined, subjectOf: (row: Reference) => Subject | undefined): (string | Subject)[] {
  const parts: (string | Subject)[] = []
  let at = 0
  for (const match of sentence.matchAll(idPattern)) {
    const [reference] = referencesIn(match[0]),
      subject = reference && subjectOf(reference)
    if (!subject?.label) continue
    parts.push(sentence.slice(at, match.index), subject)
    at = match.index + match[0].length
  }
  parts.push(sentence.slice(at))
  if (own?.label === undefined || parts.some((part) => typeof part !== 'string' && part.id === own.id)) return parts.filter((part) => part !== '')
  for (const [i, part] of parts.entries()) {
    if (typeof part !== 'string') continue
    const found = findWhole(part, own.label)
    if (found < 0) continue
    parts.splice(i, 1, part.slice(0, found), own, part.slice(found + own.label.length))
    return parts.filter((piece) => piece !== '')
  }
  return [...parts, ' · ', own].filter((part) => part !== '')
}
/** Where a name stands as a word of its own: P-0004 is not found inside P-00042. */
function findWhole(text: string, name: string): number {
  const isLetter = (c: string | undefined): boolean => c !== undefined && /[\p{L}\p{N}]/u.test(c)
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) if (!isLetter(text[at - 1]) && !isLetter(text[at + name.length])) return at
  return -1
}
