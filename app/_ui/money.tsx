import type { Money as Amount } from '../../lib/kernel/money.ts'
import { classes } from './class-names.ts'
import { moneyParts } from './format.ts'
import type { Place } from './place.ts'

interface MoneyProps {
  of: Amount
  place: Pick<Place, 'locale'>
  /** Sets the currency code after the figure: in a figure, and in tables that mix currencies. */
  code?: boolean
  /** A difference: `+` for gains and both tones. */
  sign?: boolean
  /** Lists print a dash for nothing, ledgers never do. */
  zero?: 'dash' | 'digits'
  strong?: boolean
}

/** An amount, typeset: digits of one width, minor units quieter, a true minus, the code small after the figure. */
export function Money({ of, place, code, sign, zero = 'digits', strong }: MoneyProps) {
  if (of.minor === 0n && (zero === 'dash' || sign))
    return (
      <span className="money none">
        –<span className="visually-hidden"> (none)</span>
      </span>
    )
  const p = moneyParts(of, place)
  return (
    <span className={classes('money', strong && 'strong', sign && (of.minor < 0n ? 'loss' : 'gain'))}>
      {p.sign === '+' && !sign ? '' : p.sign}
      {p.head}
      {p.minor && <span className="minor">{p.minor}</span>}
      {p.tail}
      {code && p.code && <abbr>{p.code}</abbr>}
    </span>
  )
}

/** The currency that all of these share, if they do: a table then names it once, in its head. */
export function sharedCurrency(amounts: readonly (Amount | undefined)[]): string | undefined {
  const [first, ...others] = new Set(amounts.flatMap((amount) => (amount ? [amount.currency] : [])))
  return others.length === 0 ? first : undefined
}
/** The head of a column of amounts. */
export function MoneyHead({ words, currency }: { words: string; currency: string | undefined }) {
  return (
    <span>
      {words}
      {currency && <abbr className="head-code">{currency}</abbr>}
    </span>
  )
}

/** Sums of several currencies in one line. */
export function Moneys({ of, place }: { of: readonly Amount[]; place: Pick<Place, 'locale'> }) {
  return (
    <>
      {of.map((amount, i) => (
        <span key={amount.currency}>
          {i > 0 && <span className="text-ink-2"> and </span>}
          <Money of={amount} place={place} code={of.length > 1} />
        </span>
      ))}
    </>
  )
}
