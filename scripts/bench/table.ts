import type { Figure } from './measure.ts'

const widths = { name: 66, value: 22, base: 22, ratio: 8, reach: 22 }

/** A figure as people read it: no more digits than it deserves. */
function figureText(value: number, unit: string): string {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : Math.abs(value) >= 0.1 ? 2 : 4
  return `${value.toLocaleString('en-US', { minimumFractionDigits: 0, maximumFractionDigits: digits })} ${unit}`
}
let isHeadPrinted = false
/** Prints lines of the table as they are measured. */
export function printFigures(figures: readonly Figure[]): void {
  if (!isHeadPrinted) console.log(`\n${line('what', 'measured', 'side by side with', 'ratio', 'reach', '')}\n${'-'.repeat(150)}`)
  isHeadPrinted = true
  for (const { name, value, unit, base, ratio, reach, ok } of figures) {
    console.log(
      line(
        name,
        figureText(value, unit),
        base === null ? '' : figureText(base, unit),
        ratio === null ? '' : ratio.toFixed(2),
        reach,
        ok === null ? '' : ok ? 'ok' : 'MISSED',
      ),
    )
  }
}
function line(name: string, value: string, base: string, ratio: string, reach: string, verdict: string): string {
  return `${name.padEnd(widths.name)} ${value.padStart(widths.value)} ${base.padStart(widths.base)} ${ratio.padStart(widths.ratio)}  ${reach.padEnd(widths.reach)} ${verdict}`.trimEnd()
}
