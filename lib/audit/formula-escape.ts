/**
 * What a spreadsheet takes for the start of a formula, also in its full width and behind a space that has none, and the apostrophe itself, so that
 * taking one away again is never in doubt.
 */
const dangerous = /^[=+\-@\t\r\n'\uff1d\uff0b\uff0d\uff20\u200b]/

/** Stops CSV injection: a cell `=HYPERLINK(…)` becomes `'=HYPERLINK(…)`, which every spreadsheet shows as text. */
export const escapeFormula = (cell: string): string => (dangerous.test(cell) ? `'${cell}` : cell)

/** Exactly undoes {@link escapeFormula}. */
export const unescapeFormula = (cell: string): string => (cell.charCodeAt(0) === 39 ? cell.slice(1) : cell)

/**
 * The same rule as an SQL expression over a text expression, for queries whose rows go from COPY to the client without passing through us.
 * @param expression trusted SQL of our own, such as a column name; never a value.
 */
export const escapeFormulaSql = (expression: string): string =>
  `case when left(${expression}, 1) in ('=', '+', '-', '@', chr(9), chr(13), chr(10), '''', chr(65309), chr(65291), chr(65293), chr(65312), chr(8203)) then '''' || ${expression} else ${expression} end`
