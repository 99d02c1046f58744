import { useId, type ReactNode } from 'react'
import { scaleLinear } from 'd3-scale'
import { curveStepAfter, line } from 'd3-shape'
import { classes } from '../class-names.ts'
import { ChartFigure, fullWidth, halfWidth } from './figure.tsx'

/** One reading; `null` is an honest gap. */
export interface Reading {
  readonly label: string
  readonly value: number | null
}
interface LineProps {
  points: readonly Reading[]
  /** Writes a value: on the axis and in the table. */
  format: (value: number) => string
  caption: ReactNode
  head: readonly [string, string]
  /** The first value of the axis; zero unless the figure never comes near it. */
  from?: number
  /** The last readings that are expected, not measured: drawn dashed. */
  ahead?: number
  /** Balances move in steps. */
  stepped?: boolean
  height?: number
  /** For the whole width of a page instead of half of it. */
  wide?: boolean
}
const left = 56,
  right = 48,
  top = 12,
  bottom = 24

/** How one figure went over time. Gaps are hatched and named, the last reading is written out. */
export function Line({ points, format, caption, head, from = 0, ahead = 0, stepped, height = 180, wide }: LineProps) {
  const hatch = useId()
  const width = wide ? fullWidth : halfWidth
  const values = points.flatMap((p) => (p.value === null ? [] : [p.value]))
  const x = scaleLinear([0, Math.max(1, points.length - 1)], [left, width - right])
  const y = scaleLinear([Math.min(from, ...values), Math.max(from + 1, ...values)], [height - bottom, top]).nice(3)
  const draw = line<{ i: number; value: number | null }>()
    .defined((p) => p.value !== null)
    .x((p) => x(p.i))
    .y((p) => y(p.value ?? 0))
  if (stepped) draw.curve(curveStepAfter)
  const all = points.map((p, i) => ({ i, value: p.value }))
  const cut = points.length - ahead
  const lastAt = all.findLastIndex((p, i) => p.value !== null && i < cut)
  const last = all[lastAt]
  return (
    <ChartFigure caption={caption} table={{ head, rows: points.map((p) => [p.label, p.value === null ? 'no data' : format(p.value)]) }}>
      <svg
        className={classes('chart', wide && 'wide')}
        viewBox={`0 0 ${width} ${height}`}
        role="img"
        aria-label={`${head[1]} by ${head[0].toLowerCase()}; the table below has every figure`}
      >
        <defs>
          <pattern id={hatch} width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
            <path d="M0 0v6" className="hatch" strokeWidth="1" opacity="0.5" />
          </pattern>
        </defs>
        {y.ticks(3).map((tick) => (
          <g key={tick}>
            <path className={tick === y.domain()[0] ? 'base' : 'rule'} d={`M${left} ${y(tick)}H${width - right}`} />
            <text x={left - 8} y={y(tick) + 4} textAnchor="end">
              {format(tick)}
            </text>
          </g>
        ))}
        {gaps(points).map(([a, b]) => (
          <g key={a}>
            <rect x={x(a)} y={top} width={Math.max(8, x(b) - x(a))} height={height - top - bottom} fill={`url(#${hatch})`} />
            {x(b) - x(a) > 56 && (
              <text x={(x(a) + x(b)) / 2} y={(height - bottom + top) / 2} textAnchor="middle">
                no data
              </text>
            )}
          </g>
        ))}
        <path className="line" d={draw(all.slice(0, cut)) ?? ''} />
        {ahead > 0 && <path className="line ahead" d={draw(all.slice(Math.max(0, cut - 1))) ?? ''} />}
        {last && last.value !== null && (
          <>
            <circle className="dot" cx={x(last.i)} cy={y(last.value)} r="3.5" />
            <text className="ink" x={Math.min(x(last.i) + 8, width - right + 8)} y={y(last.value) + 4}>
              {format(last.value)}
            </text>
          </>
        )}
        <text x={left} y={height - 4}>
          {points[0]?.label}
        </text>
        <text x={width - right} y={height - 4} textAnchor="end">
          {points[points.length - 1]?.label}
        </text>
      </svg>
    </ChartFigure>
  )
}

/** Stretches without readings, as indexes of the readings around them. */
function gaps(points: readonly Reading[]): [number, number][] {
  const found: [number, number][] = []
  points.forEach((p, i) => {
    if (p.value !== null) return
    const open = found[found.length - 1]
    if (open && open[1] === i) open[1] = i + 1
    else found.push([Math.max(0, i - 1), i + 1])
  })
  return found.map(([a, b]) => [a, Math.min(points.length - 1, b)])
}
