import NextForm from 'next/form'
import { cookies } from 'next/headers'
import type { ReactNode } from 'react'
import { Plus, Search, X } from 'lucide-react'
import { Button } from '../button.tsx'
import { FloatingDetails } from '../disclosure.client.tsx'
import { type Filter, keysOf } from '../filter.ts'
import { dayText } from '../format.ts'
import { Go } from '../go.tsx'
import { Icon } from '../icon.tsx'
import type { ListUrl } from '../list-url.ts'
import type { Place } from '../place.ts'
import { isDay } from '../../../lib/kernel/day.ts'
import { columnCookie, keptColumns } from './column-cookie.ts'
import { ColumnChoice } from './column-choice.client.tsx'
import { FilterControl } from './filter-control.tsx'
import type { Column } from './column.ts'

/**
 * Filters as chips in the address. Each chip opens its own small GET form and has a way out; “Filter” offers the others. A filter called
 * `q` is the search box. With `columns` the list also offers the choice of columns.
 */
export async function Filters<Row>({ url, place, columns, children }: { url: ListUrl; place: Place; columns?: readonly Column<Row>[]; children?: ReactNode }) {
  const search = url.filters.find((filter) => filter.id === 'q')
  const active = url.active.filter((filter) => filter.id !== 'q')
  const others = url.filters.filter((filter) => filter.id !== 'q' && !active.includes(filter))
  return (
    <div className="filters" role="search" aria-label="Filters">
      {search && search.kind === 'text' && (
        <NextForm action={url.path} scroll={false} className="search-box filter-search">
          <Hidden url={url} except={['q']} />
          <Icon of={Search} />
          <input
            type="search"
            name="q"
            defaultValue={url.get('q')}
            key={url.get('q')}
            aria-label={search.label}
            placeholder={search.hint ?? search.label}
            className="field-control small"
            data-search=""
            maxLength={200}
          />
        </NextForm>
      )}
      {active.map((filter) => (
        <span key={filter.id} className="chip">
          <FloatingDetails
            className="filter-open"
            summary={
              <>
                <span className="about">{filter.label}</span> {said(filter, url, place)}
              </>
            }
          >
            <FilterForm url={url} filters={[filter]} act="Apply" />
          </FloatingDetails>
          <Go href={url.without(filter)} scroll={false} aria-label={`Remove the filter ${filter.label}`}>
            <Icon of={X} />
          </Go>
        </span>
      ))}
      {others.length > 0 && (
        <FloatingDetails
          className="filter-open"
          summaryClass="chip add"
          summary={
            <>
              <Icon of={Plus} small />
              Filter
            </>
          }
        >
          <FilterForm url={url} filters={others} act="Filter" />
        </FloatingDetails>
      )}
      {(children || columns) && (
        <span className="ends">
          {children}
          {columns && <Chooser url={url} columns={columns} />}
        </span>
      )}
    </div>
  )
}

async function Chooser<Row>({ url, columns }: { url: ListUrl; columns: readonly Column<Row>[] }) {
  const asked = url.columns ?? keptColumns(await cookies(), url.path)
  const on = columns.filter((c) => (asked ? asked.includes(c.id) : !c.hidden)).map((c) => c.id)
  return (
    <FloatingDetails className="filter-open" summaryClass="button small" summary="Columns">
      <NextForm action={url.path} scroll={false} className="filter-panel">
        <Hidden url={url} except={['cols']} />
        <ColumnChoice cookie={columnCookie(url.path)} columns={columns.map((c) => ({ id: c.id, header: c.header, standard: !c.hidden }))} on={on} />
      </NextForm>
    </FloatingDetails>
  )
}

function Hidden({ url, except }: { url: ListUrl; except: readonly string[] }) {
  return (
    <>
      {url.except(except).map(([key, value]) => (
        <input key={key} type="hidden" name={key} value={value} />
      ))}
    </>
  )
}

function FilterForm({ url, filters, act }: { url: ListUrl; filters: readonly Filter[]; act: string }) {
  return (
    <NextForm action={url.path} scroll={false} className="filter-panel">
      <Hidden url={url} except={filters.flatMap(keysOf)} />
      <div className="form">
        {filters.map((filter) => (
          <FilterControl key={filter.id} filter={filter} url={url} />
        ))}
        <div className="form-acts">
          <Button type="submit" size="small" primary>
            {act}
          </Button>
        </div>
      </div>
    </NextForm>
  )
}

/** What the chip says after the filter's name. */
function said(filter: Filter, url: ListUrl, place: Place): ReactNode {
  if (filter.kind === 'choice') return filter.options.find(([value]) => value === url.get(filter.id))?.[1] ?? url.get(filter.id)
  if (filter.kind === 'flag') return filter.words
  if (filter.kind === 'text') return `“${url.get(filter.id)}”`
  const [from, to] = keysOf(filter).map((key) => url.get(key))
  const show = (value: string): string => (filter.kind === 'days' && isDay(value) ? dayText(value, place) : value)
  if (from && to) return from === to ? show(from) : `${show(from)} – ${show(to)}`
  return from ? `${filter.kind === 'days' ? 'since' : 'from'} ${show(from)}` : `${filter.kind === 'days' ? 'until' : 'up to'} ${show(to ?? '')}`
}
