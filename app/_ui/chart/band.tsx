import { useId, type ReactNode } from 'react'
import type { Money as Amount } from '@/lib/kernel/money.ts'
import { moneyText } from '../format.ts'
import type { Place } from '../place.ts'

interface BandProps {
  /** “Budget, April to June”. */
  title: ReactNode
  total: Amount
  paid: Amount
  confirmed: Amount
  computed: Amount
  /** Where the period will end at this pace. */
  forecast?: Amount | undefined
  left?: ReactNode
  right?: ReactNode
  place: Pick<Place, 'locale'>
}
const width = 1000

/** A budget as one band: ink paid, grey confirmed, hatched computed, empty left, a tick for the forecast. What exceeds it sticks out past the frame. */
export function BudgetBand({ title, total, paid, confirmed, computed, forecast, left, right, place }: BandProps) {
  const hatch = useId()
  const used = paid.minor + confirmed.minor + computed.minor
  const whole = used > total.minor ? used : total.minor
  const at = (minor: bigint): number => (whole <= 0n ? 0 : Number(((minor < 0n ? 0n : minor > whole ? whole : minor) * 100_000n) / whole) / (100_000 / width))
  const [a, b, c, frame] = [at(paid.minor), at(paid.minor + confirmed.minor), at(used), at(total.minor)]
  const rest: Amount = { minor: total.minor - used, currency: total.currency }
  const say = (amount: Amount): string => moneyText(amount, place)
  return (
    <div className="band">
      <div className="band-line">
        <span className="title">
          {title} {moneyText(total, place, { code: true })}
        </span>
        <span className="legend">
          <Key kind="paid">Paid {say(paid)}</Key>
          <Key kind="confirmed">Confirmed {say(confirmed)}</Key>
          <Key kind="computed">Computed {say(computed)}</Key>
          <Key kind="left">{rest.minor < 0n ? `Over ${say({ minor: -rest.minor, currency: rest.currency })}` : `Left ${say(rest)}`}</Key>
        </span>
      </div>
      <svg
        className="chart"
        viewBox={`0 0 ${width} 28`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`Of ${say(total)}, ${say(paid)} paid, ${say(confirmed)} confirmed, ${say(computed)} computed`}
      >
        <defs>
          <pattern id={hatch} width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
            <path d="M0 0v5" className="hatch-ink" strokeWidth="1.6" />
          </pattern>
        </defs>
        <rect className="frame" x="0.5" y="4.5" width={Math.max(0, frame - 1)} height="19" vectorEffect="non-scaling-stroke" />
        <rect className="paid" x="0" y="4" width={a} height="20" />
        <rect className="confirmed" x={a} y="4" width={b - a} height="20" />
        <rect x={b} y="4" width={c - b} height="20" fill={`url(#${hatch})`} />
        {c > b && <rect className="hatch-edge" x={b} y="4.5" width={c - b} height="19" vectorEffect="non-scaling-stroke" />}
        {c > frame && <rect className="over-edge" x={frame} y="4.5" width={c - frame} height="19" fillOpacity="0.6" vectorEffect="non-scaling-stroke" />}
        {forecast && <rect className="forecast" x={Math.max(0, at(forecast.minor) - 1)} y="0" width="2" height="28" />}
      </svg>
      {(left || right) && (
        <div className="band-line">
          <span className="said">{left}</span>
          <span className="said">{right}</span>
        </div>
      )}
    </div>
  )
}

function Key({ kind, children }: { kind: 'paid' | 'confirmed' | 'computed' | 'left'; children: ReactNode }) {
  const hatch = useId()
  return (
    <span>
      <svg className="swatch chart" viewBox="0 0 10 10" aria-hidden="true">
        {kind === 'computed' && (
          <defs>
            <pattern id={hatch} width="3.5" height="3.5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
              <path d="M0 0v4" className="hatch-ink" strokeWidth="1.4" />
            </pattern>
          </defs>
        )}
        {kind === 'paid' || kind === 'confirmed' ? (
          <rect className={kind} width="10" height="10" />
        ) : (
          <rect className={kind === 'left' ? 'frame' : 'hatch-edge'} x="0.5" y="0.5" width="9" height="9" />
        )}
        {kind === 'computed' && <rect width="10" height="10" fill={`url(#${hatch})`} />}
      </svg>
      {children}
    </span>
  )
}
