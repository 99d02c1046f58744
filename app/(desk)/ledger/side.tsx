import { Money } from '@/app/_ui/money.tsx'
import type { Place } from '@/app/_ui/place.ts'

interface Amount {
  readonly minor: bigint
  readonly currency: string
}
/** One column of a ledger: the amount where it stands on this side, a dash where it does not. */
export function Side({ of, side, place, code }: { of: Amount; side: 'debit' | 'credit'; place: Place; code?: boolean }) {
  const own = side === 'debit' ? of.minor : -of.minor
  return own > 0n ? <Money of={{ minor: own, currency: of.currency }} place={place} code={code ?? false} /> : <>–</>
}
