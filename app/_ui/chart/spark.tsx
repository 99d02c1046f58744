import { scaleLinear } from 'd3-scale'
import { line } from 'd3-shape'

/** A line without axes beside a figure: only its course. The words beside it say what it means. */
export function Spark({ values }: { values: readonly number[] }) {
  if (values.length < 2 || values.every((value) => value === 0)) return <svg className="spark" viewBox="0 0 96 24" aria-hidden="true" />
  const x = scaleLinear([0, values.length - 1], [2, 90])
  const y = scaleLinear([Math.min(...values), Math.max(...values, Math.min(...values) + 1)], [20, 4])
  const path = line<number>()
    .x((_, i) => x(i))
    .y((value) => y(value))(values)
  const last = values[values.length - 1] as number
  return (
    <svg className="spark" viewBox="0 0 96 24" aria-hidden="true">
      <path className="line" d={path ?? ''} />
      <circle className="dot" cx={90} cy={y(last)} r="3" />
    </svg>
  )
}
