import { inArray } from 'drizzle-orm'
import { awardRuns, awards, batches, catalogueItems, disputes, journalEntries, ledgerAccounts, payouts, programs, redemptions, statements } from '../../db/schema/incentives.ts'
import { members } from '../../db/schema/tenancy.ts'
import { crews, imports, payees, workRecords } from '../../db/schema/work.ts'
import type { ReadCtx } from '../access/ctx.ts'
import { encodeId, idPrefixes, type Noun } from '../kernel/id.ts'

/** What an event is about: its noun, its outside id, and what people call it where it still has a name. */
export interface Subject { readonly noun: Noun; readonly id: string; readonly label: string | undefined }

const named = {
  program: [programs, programs.name], payee: [payees, payees.name], member: [members, members.name], crew: [crews, crews.name], catalogueItem: [catalogueItems, catalogueItems.name],
  payout: [payouts, payouts.number], award: [awards, awards.number], awardRun: [awardRuns, awardRuns.number], batch: [batches, batches.number], workRecord: [workRecords, workRecords.number], import: [imports, imports.number],
  statement: [statements, statements.number], redemption: [redemptions, redemptions.number], dispute: [disputes, disputes.number], journalEntry: [journalEntries, journalEntries.number], ledgerAccount: [ledgerAccounts, ledgerAccounts.name],
} as const
const isNamed = (kind: string): kind is keyof typeof named => Object.hasOwn(named, kind)

/** The subjects of some events: one look-up for each kind among them. */
export async function namesOf(ctx: ReadCtx, rows: readonly { readonly subjectKind: string; readonly subjectId: string | null }[]): Promise<(row: { subjectKind: string; subjectId: string | null }) => Subject | undefined> {
  const labels = new Map<string, string>()
  for (const kind of new Set(rows.map((row) => row.subjectKind))) {
    const ids = [...new Set(rows.filter((row) => row.subjectKind === kind).flatMap((row) => row.subjectId ?? []))]
    if (ids.length === 0 || !isNamed(kind)) continue
    const [table, label] = named[kind]
    for (const row of await ctx.tx.select({ id: table.id, label }).from(table).where(inArray(table.id, ids))) labels.set(`${kind} ${row.id}`, row.label)
  }
  return ({ subjectKind, subjectId }) => (subjectId !== null && subjectKind in idPrefixes
    ? { noun: subjectKind as Noun, id: encodeId(subjectKind as Noun, subjectId), label: labels.get(`${subjectKind} ${subjectId}`) } : undefined)
}
