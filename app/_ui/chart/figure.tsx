import type { ReactNode } from 'react'

/** Units of a drawing: about as many as it has pixels on a desk, so that its words are set in the size of captions. */
export const asideWidth = 400,
  halfWidth = 560,
  fullWidth = 1120

/** A chart with its sentence (the finding in `<b>`, then the caveat) and its figures as a table for those who read tables. */
export function ChartFigure({
  caption,
  table,
  children,
}: {
  caption: ReactNode
  table: { head: readonly [string, string]; rows: readonly (readonly [ReactNode, ReactNode])[] }
  children: ReactNode
}) {
  return (
    <figure className="chart-figure">
      {children}
      <figcaption>{caption}</figcaption>
      <details className="disclosure">
        <summary>Table</summary>
        <table className="chart-table">
          <thead>
            <tr>
              <th scope="col">{table.head[0]}</th>
              <th scope="col" className="end">
                {table.head[1]}
              </th>
            </tr>
          </thead>
          <tbody>
            {table.rows.map(([name, value], i) => (
              <tr key={i}>
                <th scope="row">{name}</th>
                <td className="end">{value}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </figure>
  )
}
