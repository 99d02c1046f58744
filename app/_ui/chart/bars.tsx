import type { ReactNode } from 'react'
import { scaleBand, scaleLinear } from 'd3-scale'
import { classes } from '../class-names.ts'
import { asideWidth, ChartFigure, fullWidth, halfWidth } from './figure.tsx'

export interface Bar {
  readonly label: string
  readonly value: number
  readonly tone?: 'now' | 'good' | 'bad' | 'warn'
  readonly said?: string
}
interface BarsProps {
  bars: readonly Bar[]
  format: (value: number) => string
  caption: ReactNode
  head: readonly [string, string]
  height?: number
  wide?: boolean
  /** Beside a record, as wide as its trail. */ aside?: boolean
}
const top = 20,
  bottom = 24

/** A few amounts side by side; each is written above its bar, the one that matters carries the accent. */
export function Bars({ bars, format, caption, head, height = 180, wide, aside }: BarsProps) {
  const width = wide ? fullWidth : aside ? asideWidth : halfWidth
  const x = scaleBand<number>()
    .domain(bars.map((_, i) => i))
    .range([0, width])
    .paddingInner(0.4)
    .paddingOuter(0.15)
  const y = scaleLinear([Math.min(0, ...bars.map((b) => b.value)), Math.max(1, ...bars.map((b) => b.value))], [height - bottom, top])
  const every = Math.max(1, Math.ceil(bars.length / (wide ? 26 : 13)))
  const middle = (i: number): number => (x(i) ?? 0) + x.bandwidth() / 2
  return (
    <ChartFigure caption={caption} table={{ head, rows: bars.map((b) => [b.label, b.said ?? format(b.value)]) }}>
      <svg
        className={classes('chart', wide && 'wide', bars.length > 7 && 'many')}
        viewBox={`0 0 ${width} ${height}`}
        role="img"
        aria-label={`${head[1]} by ${head[0].toLowerCase()}; the table below has every figure`}
      >
        {bars.map((b, i) => (
          <g key={i} className={i % 2 === 1 ? 'odd' : undefined}>
            <rect
              className={`bar${b.tone ? ` ${b.tone}` : ''}`}
              x={x(i)}
              width={x.bandwidth()}
              y={Math.min(y(b.value), y(0))}
              height={Math.abs(y(0) - y(b.value))}
            />
            {i % every === 0 && (
              <text className="ink" x={middle(i)} y={Math.min(y(b.value), y(0)) - 6} textAnchor="middle">
                {b.value === 0 ? '–' : format(b.value)}
              </text>
            )}
            {i % every === 0 && (
              <text x={middle(i)} y={height - 4} textAnchor="middle">
                {b.label}
              </text>
            )}
          </g>
        ))}
        <path className="base" d={`M0 ${y(0)}H${width}`} />
      </svg>
    </ChartFigure>
  )
}

/** Loses and gains around a middle line, for a table's cell. The words beside it carry the amount. */
export function GainBar({ value, most }: { value: bigint; most: bigint }) {
  const share = most === 0n ? 0 : Math.min(1, Number(((value < 0n ? -value : value) * 1000n) / most) / 1000)
  return (
    <svg className="gain-bar" viewBox="0 0 200 40" preserveAspectRatio="none" aria-hidden="true">
      <path className="axis" d="M100 0v40" vectorEffect="non-scaling-stroke" />
      {value !== 0n && <rect className={value > 0n ? 'gain' : 'loss'} x={value > 0n ? 100 : 100 - 96 * share} y="14" width={96 * share} height="12" />}
    </svg>
  )
}
