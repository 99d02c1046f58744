import { csvRecord } from '../../audit/csv.ts'
import { escapeFormula, unescapeFormula } from '../../audit/formula-escape.ts'
import { columnNames, numberedNames, reasonColumn } from './mapping.ts'

/** The first record of an error file: the columns of the original and the reason. A file without header gets numbered names. */
export const errorHeader = (names: readonly string[]): string => csvRecord([...names.map(escapeFormula), reasonColumn])
/** A refused row as it was, with the reason behind it, safe to open in a spreadsheet. */
export function errorRecord(cells: readonly string[], columns: number, reason: string): string {
  // Surplus cells go into the last column: nothing that was in the row is lost.
  const kept = cells.length > columns ? [...cells.slice(0, columns - 1), cells.slice(columns - 1).join(',')] : cells
  const padded = [...kept, ...new Array<string>(Math.max(0, columns - kept.length)).fill('')]
  return csvRecord([...padded.map(escapeFormula), reason.replace(/^[=+\-@\t\r\n']/, "'$&")])
}

/** What the first record of a file says about its columns. An error file of ours is known by its last column, and its escapes are undone. */
export interface FileHead {
  readonly names: readonly string[]
  readonly firstIsHeader: boolean
  readonly isErrorFile: boolean
}
export function readHead(first: readonly string[], hasHeader: boolean): FileHead {
  const at = first.findIndex((cell) => cell.trim() === reasonColumn)
  if (at >= 0 && at === first.length - 1) return { names: columnNames(first.slice(0, at).map(unescapeFormula)), firstIsHeader: true, isErrorFile: true }
  return hasHeader
    ? { names: columnNames(first), firstIsHeader: true, isErrorFile: false }
    : { names: numberedNames(first.length), firstIsHeader: false, isErrorFile: false }
}
/** The row without what our error file added. */
export const restoreCells = (cells: readonly string[], columns: number): string[] => cells.slice(0, Math.min(cells.length, columns)).map(unescapeFormula)
