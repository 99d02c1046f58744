import type { ReactNode } from 'react'
import { scaleLinear, scaleTime } from 'd3-scale'
import { ChartFigure } from './figure.tsx'

export interface BalancePoint {
  readonly at: Date
  readonly value: number
  readonly label: string
}
interface BalanceProps {
  points: readonly BalancePoint[]
  from: Date
  until: Date
  /** The chosen instant: the plumb line. What came later is dashed and not counted. */
  asOf?: { at: Date; label: string } | undefined
  fromLabel: string
  untilLabel: string
  format: (value: number) => string
  caption: ReactNode
}
const nearZero = 0.4
const width = 1120,
  height = 148,
  top = 24,
  bottom = 30,
  right = 72

/** A ledger balance in steps. The plumb line hangs at the moment that the books are read at. */
export function BalanceLine({ points, from, until, asOf, fromLabel, untilLabel, format, caption }: BalanceProps) {
  const x = scaleTime([from, until], [0, width - right])
  const values = points.map((p) => p.value)
  const least = Math.min(...values),
    most = Math.max(...values)
  // Zero is on the axis unless the balance never comes near it: a hundred steps of cents on a large sum would be one flat line.
  const floor = least > 0 && least > most * nearZero ? least : Math.min(0, least)
  const y = scaleLinear([floor, Math.max(floor + 1, most)], [height - bottom, top]).nice(2)
  const counted = asOf ? points.filter((p) => p.at <= asOf.at) : points
  const later = asOf ? points.filter((p) => p.at > asOf.at) : []
  const lastValue = counted[counted.length - 1]?.value ?? 0
  const end = asOf ? asOf.at : until
  return (
    <ChartFigure caption={caption} table={{ head: ['Moment', 'Balance'], rows: points.map((p) => [p.label, format(p.value)]) }}>
      <svg className="chart" viewBox={`0 0 ${width} ${height}`} role="img" aria-label="Balance over time; the table below has every figure">
        {y.ticks(2).map((tick) => (
          <g key={tick}>
            <path className={tick === y.domain()[0] ? 'base' : 'rule'} d={`M0 ${y(tick)}H${width}`} />
            <text x={width} y={y(tick) - 4} textAnchor="end">
              {format(tick)}
            </text>
          </g>
        ))}
        <path className="line" d={`${steps(counted, x, y)}H${x(end)}`} />
        {asOf && <path className="line ahead" d={`M${x(asOf.at)} ${y(lastValue)}${later.map((p) => `H${x(p.at)}V${y(p.value)}`).join('')}H${x(until)}`} />}
        {asOf && (
          <g>
            <path className="plumb" d={`M${x(asOf.at)} 4V${height - bottom + 4}`} />
            <path className="bob" d={`M${x(asOf.at) - 4} ${height - bottom}h8v4l-4 10l-4 -10z`} />
            <text className="ink" x={x(asOf.at) + (x(asOf.at) > width / 3 ? -8 : 8)} y="14" textAnchor={x(asOf.at) > width / 3 ? 'end' : 'start'}>
              {asOf.label}
            </text>
          </g>
        )}
        <text x="0" y={height - 4}>
          {fromLabel}
        </text>
        <text x={width} y={height - 4} textAnchor="end">
          {untilLabel}
        </text>
      </svg>
    </ChartFigure>
  )
}

function steps(points: readonly BalancePoint[], x: (at: Date) => number, y: (value: number) => number): string {
  const first = points[0]
  if (!first) return `M0 ${y(0)}`
  return `M${x(first.at)} ${y(first.value)}${points
    .slice(1)
    .map((p) => `H${x(p.at)}V${y(p.value)}`)
    .join('')}`
}
