// A list's file as its reader has it in the end.
import type { ListFile } from '../../lib/audit/list-export.ts'

export const bytesOf = async (file: Pick<ListFile, 'body'>): Promise<Buffer> => Buffer.from(await new Response(file.body).arrayBuffer())
export const textOf = async (file: Pick<ListFile, 'body'>): Promise<string> => (await bytesOf(file)).toString()
/** RFC 4180, as any spreadsheet reads it. */
export function readCsv(text: string): string[][] {
  const rows: string[][] = [[]]
  for (const [, quoted, plain, end] of text.replace(/^\ufeff/, '').matchAll(/(?:"((?:[^"]|"")*)"|([^,\r\n]*))(,|\r\n|$)/g)) {
    rows.at(-1)?.push(quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"'))
    if (end === '\r\n') rows.push([])
    if (end === '') break
  }
  return rows.filter((row) => row.length > 1)
}
