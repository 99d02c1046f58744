import { cookies } from 'next/headers'
import { Fragment, type ReactNode } from 'react'
import { ArrowDown, ArrowUp } from 'lucide-react'
import { classes } from '../class-names.ts'
import { Empty } from '../empty.tsx'
import { Go } from '../go.tsx'
import { Icon } from '../icon.tsx'
import type { ListUrl } from '../list-url.ts'
import { keptColumns } from './column-cookie.ts'
import type { Column, RowGroup, Selection } from './column.ts'
import { pack } from './packed.ts'
import { Rows, type PackedColumn, type PackedRow } from './rows.client.tsx'
import { ScrollBox } from './scroll-box.client.tsx'
import { TableFrame } from './table.client.tsx'

interface TableProps<Row> {
  /** Read by screen readers before the table. */
  caption: string
  columns: readonly Column<Row>[]
  rows?: readonly Row[]
  groups?: readonly RowGroup<Row>[]
  rowKey: (row: Row) => string
  rowHref?: (row: Row) => string
  rowTone?: (row: Row) => 'off' | 'after' | undefined
  /** The row whose drawer is open. */
  open?: string | undefined
  url?: ListUrl
  select?: Selection<Row>
  total?: { label: ReactNode; cells: Readonly<Record<string, ReactNode>> }
  empty?: ReactNode
  dense?: boolean
  roomy?: boolean
  /** Part of a record: in its column, without bleed, keyboard or column choice. */
  plain?: boolean
  /** The noun of “nothing matches”. */
  noun?: string
}

/** A list or a part of a record, as HTML from the server. The client part only adds keys, choosing and the choice of columns. */
export async function Table<Row>(props: TableProps<Row>) {
  const { columns, url, select, plain } = props
  const groups: readonly RowGroup<Row>[] = props.groups ?? [{ label: null, rows: props.rows ?? [] }]
  const rows = groups.flatMap((group) => group.rows)
  if (rows.length === 0) {
    const nothing =
      url && url.active.length > 0 ? (
        <Empty.Match url={url} {...(props.noun ? { noun: props.noun } : {})} />
      ) : (
        (props.empty ?? <Empty.Yet title="Nothing here yet." />)
      )
    return plain ? nothing : <div className="bleed">{nothing}</div>
  }
  const shown = await shownColumns(columns, plain ? undefined : url)
  const linkId = (shown.find((c) => c.link) ?? shown.find((c) => c.priority === 1) ?? shown[0])?.id
  const table = (
    <ScrollBox label={props.caption}>
      <table role="table" className={classes('data-table', props.dense && 'dense', props.roomy && 'roomy', shown.some((c) => c.priority) && 'entries')}>
        <caption className="visually-hidden">{props.caption}</caption>
        <thead role="rowgroup">
          <tr role="row">
            {select && (
              <th role="columnheader" scope="col" className="tick-cell">
                <input type="checkbox" className="tick" data-all="" aria-label="Choose all" disabled={!rows.some((row) => select.may(row) === true)} />
              </th>
            )}
            {shown.map((column) => (
              <Head key={column.id} column={column} url={url} />
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {groups.map((group, i) => (
            <Fragment key={i}>
              {group.label && group.rows.length > 0 && (
                <tr role="row" className="group">
                  {select && <td role="cell" className="tick-cell" />}
                  <th role="rowheader" scope="rowgroup" colSpan={Math.ceil(shown.length / 2)}>
                    {group.label}
                  </th>
                  <td role="cell" className="end" colSpan={Math.floor(shown.length / 2)}>
                    {group.sums}
                  </td>
                </tr>
              )}
              <Entries<Row> rows={group.rows} shown={shown} linkId={linkId} table={props} />
            </Fragment>
          ))}
        </tbody>
        {props.total && (
          <tfoot role="rowgroup">
            <SumRow shown={shown} total={props.total} lead={Boolean(select)} />
          </tfoot>
        )}
      </table>
    </ScrollBox>
  )
  if (plain) return <div className="data-table-frame">{table}</div>
  const chosen =
    select && rows.filter((row) => select.may(row) === true).map((row) => ({ id: props.rowKey(row), ...(select.amount ? select.amount(row) : {}) }))
  return (
    <div className="bleed">
      <TableFrame
        columns={columns.map((c) => c.id)}
        {...(select && chosen
          ? {
              selection: {
                rows: chosen,
                name: select.name,
                noun: select.noun,
                consequence: select.consequence,
                acts: select.acts,
                locale: select.place.locale,
              },
            }
          : {})}
      >
        {table}
      </TableFrame>
    </div>
  )
}

/** What the address says, else what this browser chose last, else every column that is not off by default. */
export async function shownColumns<Row>(columns: readonly Column<Row>[], url: ListUrl | undefined): Promise<readonly Column<Row>[]> {
  const asked = url ? (url.columns ?? keptColumns(await cookies(), url.path)) : undefined
  const picked = asked ? columns.filter((column) => asked.includes(column.id)) : []
  return picked.length > 0 ? picked : columns.filter((column) => !column.hidden)
}

const cellClass = <Row,>(column: Column<Row>): string | undefined =>
  classes(
    column.align === 'end' && 'end',
    column.align === 'center' && 'center',
    column.strong && 'strong',
    column.quiet && 'quiet',
    column.wraps && 'wraps',
    column.clips && 'clips',
  ) || undefined

function Head<Row>({ column, url }: { column: Column<Row>; url: ListUrl | undefined }) {
  const words = column.header === '' || column.header === null ? <span className="visually-hidden">Act</span> : column.header
  const sorted = column.sortable ? url?.sorted(column.id) : undefined
  return (
    <th
      role="columnheader"
      scope="col"
      className={classes(column.align === 'end' && 'end', column.align === 'center' && 'center') || undefined}
      aria-sort={sorted}
    >
      {column.sortable && url ? (
        <Go href={url.sortBy(column.id)} scroll={false} data-sorted={sorted}>
          {words}
          <Icon of={sorted === 'descending' ? ArrowDown : ArrowUp} />
        </Go>
      ) : (
        words
      )}
    </th>
  )
}

/** Rows of text and marks travel packed; a list with controls in its cells is written as elements. */
function Entries<Row>({
  rows,
  shown,
  linkId,
  table,
}: {
  rows: readonly Row[]
  shown: readonly Column<Row>[]
  linkId: string | undefined
  table: TableProps<Row>
}) {
  const packed: PackedRow[] = []
  for (const row of rows) {
    const cells = shown.map((column) => pack(column.cell(row)))
    if (!cells.every((cell) => cell !== undefined))
      return rows.map((each) => <Entry key={table.rowKey(each)} row={each} shown={shown} linkId={linkId} table={table} />)
    const id = table.rowKey(row),
      href = table.rowHref?.(row),
      tone = table.rowTone?.(row),
      may = table.select?.may(row)
    packed.push({
      id,
      ...(href !== undefined && { href }),
      ...(tone && { tone }),
      ...(table.open === id && { open: true as const }),
      ...(may !== undefined && { may }),
      cells,
    })
  }
  const columns = shown.map((column): PackedColumn => {
    const className = cellClass(column)
    return {
      id: column.id,
      ...(className && { className }),
      ...(column.priority && { priority: column.priority }),
      ...(column.id === linkId && { link: true as const }),
    }
  })
  return <Rows packed={JSON.stringify(packed)} columns={columns} {...(table.select && { tick: table.select.name })} />
}

function Entry<Row>({ row, shown, linkId, table }: { row: Row; shown: readonly Column<Row>[]; linkId: string | undefined; table: TableProps<Row> }) {
  const { select } = table
  const id = table.rowKey(row)
  const href = table.rowHref?.(row)
  const may = select?.may(row)
  const tone = table.rowTone?.(row)
  return (
    <tr role="row" data-row={id} {...(tone && { className: tone })} {...(table.open === id && { 'data-open': '' })}>
      {select && (
        <td role="cell" className="tick-cell">
          <input
            type="checkbox"
            className="tick"
            name={select.name}
            value={id}
            disabled={may !== true}
            aria-label={may === true ? 'Choose this row' : `Cannot be chosen: ${may}`}
          />
        </td>
      )}
      {shown.map((column) => {
        const cell = column.cell(row),
          className = cellClass(column)
        return (
          <td key={column.id} role="cell" {...(column.priority && { 'data-priority': column.priority })} {...(className && { className })}>
            {href === undefined || column.id !== linkId ? (
              cell
            ) : (
              <Go className="row-link" href={href}>
                {cell}
              </Go>
            )}
          </td>
        )
      })}
    </tr>
  )
}

function SumRow<Row>({ shown, total, lead }: { shown: readonly Column<Row>[]; total: NonNullable<TableProps<Row>['total']>; lead: boolean }) {
  const at = Math.max(
    1,
    shown.findIndex((column) => total.cells[column.id] !== undefined),
  )
  return (
    <tr role="row" className="sum">
      <th role="rowheader" scope="row" colSpan={at + (lead ? 1 : 0)}>
        {total.label}
      </th>
      {shown.slice(at).map((column) => (
        <td key={column.id} role="cell" data-priority={column.priority} className={cellClass(column)}>
          {total.cells[column.id]}
        </td>
      ))}
    </tr>
  )
}
