import { Fragment } from 'react'
import { Money } from '@/app/_ui/money.tsx'
import type { Place } from '@/app/_ui/place.ts'

interface Amount {
  readonly minor: bigint
  readonly currency: string
}
/** One sum per currency: amounts of two currencies are never added. */
export function sumsOf(rows: readonly { readonly amount: Amount }[]): Amount[] {
  const sums = new Map<string, bigint>()
  for (const { amount } of rows) sums.set(amount.currency, (sums.get(amount.currency) ?? 0n) + amount.minor)
  return [...sums].map(([currency, minor]) => ({ minor, currency }))
}
export function Sums({ of, place, code }: { of: readonly Amount[]; place: Place; code?: boolean }) {
  return (
    <>
      {of.map((amount, i) => (
        <Fragment key={amount.currency}>
          {i > 0 ? ' and ' : null}
          <Money of={amount} place={place} code={code ?? of.length > 1} />
        </Fragment>
      ))}
    </>
  )
}
export const tabNames = [
  ['approve', 'To approve'],
  ['release', 'To release'],
  ['bank', 'At the bank'],
  ['held', 'Held'],
  ['settled', 'Settled'],
  ['all', 'All'],
] as const
export const tabState: Readonly<Record<string, string>> = { approve: 'raised', release: 'approved', bank: 'released', held: 'held', settled: 'settled' }
