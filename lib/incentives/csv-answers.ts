import { desc, eq } from 'drizzle-orm'
import { mappings } from '../../db/schema/work.ts'
import type { ReadCtx } from '../access/ctx.ts'
import type { CsvMappingInput } from './bank-inputs.ts'
import { statementMappingPrefix } from './mapping-name.ts'
import type { OriginatorRow } from './originator.ts'

// What a CSV file from a bank does not say itself: whose account it is, and which column is which.
export interface CsvAnswers {
  readonly originator?: string | undefined
  readonly mapping?: CsvMappingInput | undefined
}

/** `pain001 EUR`: an account that pays, as forms name it. */
export const accountKey = (row: Pick<OriginatorRow, 'rail' | 'currency'>): string => `${row.rail} ${row.currency}`
export const mappingOf = (row: Pick<OriginatorRow, 'rail' | 'currency'>): string => `${statementMappingPrefix}${accountKey(row)}`
/** The answers of last time for an account. */
export async function lastMapping(
  ctx: ReadCtx,
  row: Pick<OriginatorRow, 'rail' | 'currency'>,
): Promise<{ readonly version: number; readonly body: CsvMappingInput } | undefined> {
  const [last] = await ctx.tx
    .select({ version: mappings.version, body: mappings.body })
    .from(mappings)
    .where(eq(mappings.name, mappingOf(row)))
    .orderBy(desc(mappings.version))
    .limit(1)
  return last && { version: last.version, body: last.body as CsvMappingInput }
}
export const whoseAccount = 'A CSV file does not say whose account it is. Choose the account.'
export const whichColumns = (headers: readonly string[]): string => `The file has the columns ${headers.join(', ').slice(0, 300)}. Say once which is which.`
