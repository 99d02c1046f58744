/** A plain decimal, or why the cell is none and how to write it. */
export type NumberRead = { readonly text: string } | { readonly sentence: string }

/**
 * Reads digits with a point for decimals. Grouping, decimal commas, exponents, signs of currencies and percentages are refused with the
 * spelling that would do: 1,240 is one thousand or one and a bit, and guessing would move money.
 */
export function readDecimal(cell: string): NumberRead {
  // No number is as long; what follows looks back and forth, and a file of long cells would hold the worker for hours.
  if (cell.length > cellMax) return noNumber
  const text = cell.trim().replace(/^\u2212/, '-')
  if (/^-?\d{1,15}(\.\d{1,12})?$/.test(text)) return { text: text.replace(/^(-?)0+(?=\d)/, '$1') }
  if (/^\+\d+(\.\d+)?$/.test(text)) return { sentence: `Write the number without the plus: ${text.slice(1)}.` }
  if (/^-?\d+(\.\d+)?[eE][-+]?\d+$/.test(text)) return { sentence: exponent(text) }
  if (/^\(.*\d.*\)$/.test(text)) return { sentence: `Write a negative number with a minus: -${text.slice(1, -1)}.` }
  const bare = text.replace(/^(-?)\s*[$€£¥]\s*|\s*[$€£¥]$|\s*[A-Z]{3}$|^([A-Z]{3})\s*/g, '$1')
  if (bare !== text) {
    const read = readDecimal(bare)
    return { sentence: `Write the number alone, without the currency${'text' in read ? `: ${read.text}` : ''}.${'text' in read ? '' : ` ${read.sentence}`}` }
  }
  if (text.endsWith('%')) return { sentence: 'Write the number alone, without the percent sign.' }
  const blanks = text.replace(/[\s\u00a0\u202f'’]/g, '')
  if (/^-?\d{1,3}(,\d{3})+\.\d+$/.test(blanks) || /^-?\d{1,3}(,\d{3}){2,}$/.test(blanks))
    return { sentence: `Write it without grouping: ${blanks.replaceAll(',', '')}.` }
  if (/^-?\d{1,3}(\.\d{3})+,\d+$/.test(blanks))
    return { sentence: `Write it without grouping and with a point for decimals: ${blanks.replaceAll('.', '').replace(',', '.')}.` }
  if (/^-?\d{1,3}(\.\d{3}){2,}$/.test(blanks)) return { sentence: `Write it without grouping: ${blanks.replaceAll('.', '')}.` }
  if (/^-?\d{1,3},\d{3}$/.test(blanks))
    return { sentence: `This could be ${blanks.replace(',', '')} or ${blanks.replace(',', '.')}. Write digits without grouping and a point for decimals.` }
  if (/^-?\d+,\d+$/.test(blanks)) return { sentence: `Write a point for decimals: ${blanks.replace(',', '.')}.` }
  if (blanks !== text && /^-?\d+(\.\d+)?$/.test(blanks)) return { sentence: `Write it without grouping: ${blanks}.` }
  return noNumber
}
const cellMax = 100
const noNumber: NumberRead = { sentence: 'This is not a number. Write digits with a point for decimals and no grouping, such as 1240.50.' }
/** What a spreadsheet made of a long number, written out. */
function exponent(text: string): string {
  const [mantissa = '0', power = '0'] = text.toLowerCase().split('e')
  const [whole = '0', fraction = ''] = mantissa.replace('-', '').split('.'),
    shift = Number(power)
  if (Math.abs(shift) > 15) return 'A spreadsheet shortened this number. Write all of its digits.'
  const digits = whole + fraction,
    point = whole.length + shift
  const plain =
    point <= 0 ? `0.${'0'.repeat(-point)}${digits}` : point >= digits.length ? digits.padEnd(point, '0') : `${digits.slice(0, point)}.${digits.slice(point)}`
  return `A spreadsheet shortened this number. Write all of its digits, such as ${mantissa.startsWith('-') ? '-' : ''}${plain.replace(/^0+(?=\d)/, '')}.`
}
/** A decimal as whole units of 10^-places, or undefined when it has more places or would not fit. */
export function toScaled(text: string, places: number): bigint | undefined {
  const [whole = '0', fraction = ''] = text.replace('-', '').split('.')
  if (fraction.replace(/0+$/, '').length > places) return undefined
  const scaled = BigInt(whole + fraction.slice(0, places).padEnd(places, '0'))
  return text.startsWith('-') ? -scaled : scaled
}
