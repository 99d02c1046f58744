import { inArray, or } from 'drizzle-orm'
import { originators } from '../../db/schema/payouts.ts'
import { statements } from '../../db/schema/statements.ts'
import type { Ctx, ReadCtx } from '../access/ctx.ts'
import { encodeId, type Id } from '../kernel/id.ts'
import type { Originator } from '../platform/rails/port.ts'
import { openOriginator, type OriginatorRow } from './originator.ts'

/** What an import did, in numbers; `same` when every part of the file was known already and nothing changed. */
export interface ImportOutcome {
  readonly same: boolean
  readonly statements: readonly {
    readonly id: Id<'statement'>
    readonly number: string
    readonly lines: number
    readonly settled: number
    readonly returned: number
    readonly waiting: number
    readonly warnings: readonly string[]
  }[]
  /** Parts of the file that had been imported before. */
  readonly known: readonly KnownStatement[]
  /** A large file is read in the background: its page tells how far it is and what it did. */
  readonly reading?: Id<'statementFile'>
}
export interface KnownStatement {
  readonly id: Id<'statement'>
  readonly number: string
}
/** What a bank sent, and who brought it: their name stands on what it did, and they may not free by it what they released. */
export interface BankSource {
  readonly name: string
  readonly bytes: Uint8Array
  readonly digest: string
  readonly by: string
}
/** A file that was read and judged: every refusal lies behind it. `keep` does what it says and is given the id of the stored bytes. */
export type Prepared =
  | { readonly known: readonly KnownStatement[]; readonly keep?: never }
  | { readonly known: readonly KnownStatement[]; readonly keep: (fileId: string) => Promise<ImportOutcome['statements']> }
export interface OwnOriginator {
  readonly row: OriginatorRow
  readonly originator: Originator
}

/**
 * Everyone who pays, locked until the transaction ends: imports of a company wait for one another, so that the same file brought twice at
 * the same moment is seen as the same.
 */
export async function ownOriginators(ctx: Ctx): Promise<OwnOriginator[]> {
  return Promise.all(
    (await ctx.tx.select().from(originators).orderBy(originators.id).for('update')).map(async (row) => ({ row, originator: await openOriginator(ctx, row) })),
  )
}

export const kindWords = {
  camt053: 'statement',
  camt054: 'advice',
  csv: 'CSV statement',
  pain002: 'status report',
  nacha_return: 'ACH returns',
  nacha_noc: 'ACH notices of change',
} as const
export type StatementKind = keyof typeof kindWords

/** A part of a file, as one row of the statements. */
export interface StatementHead {
  readonly kind: StatementKind
  readonly digest: string
  readonly reference: string
}
/** Which of these are in already, by their bytes or by account, id and sequence. */
export async function knownStatements(ctx: ReadCtx, heads: readonly StatementHead[]): Promise<KnownStatement[]> {
  const rows = await ctx.tx
    .select({ id: statements.id, number: statements.number, kind: statements.kind, reference: statements.reference, digest: statements.digest })
    .from(statements)
    .where(
      or(
        inArray(
          statements.digest,
          heads.map((h) => h.digest),
        ),
        inArray(
          statements.reference,
          heads.map((h) => h.reference),
        ),
      ),
    )
  return heads
    .flatMap((head) => rows.find((row) => row.digest === head.digest || (row.kind === head.kind && row.reference === head.reference)) ?? [])
    .map((row) => ({ id: encodeId('statement', row.id), number: row.number }))
}
