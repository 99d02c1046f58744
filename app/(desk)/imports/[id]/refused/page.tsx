import { Download } from 'lucide-react'
import { load } from '@/app/_bind/load.ts'
import { LinkButton } from '@/app/_ui/button.tsx'
import { choice, text } from '@/app/_ui/filter.ts'
import { numberText } from '@/app/_ui/format.ts'
import { readList, type SearchParams } from '@/app/_ui/list-url.ts'
import { Headline, Page, Tabs } from '@/app/_ui/page.tsx'
import { Pager } from '@/app/_ui/pager.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Filters } from '@/app/_ui/table/filters.tsx'
import { Table } from '@/app/_ui/table/table.tsx'
import { listRefusals, showImport } from '@/lib/incentives/show-import.ts'
import { refusalColumns } from '../refusal-columns.tsx'

export const metadata = { title: 'Refused rows' }

export default async function RefusedPage({ params, searchParams }: { params: Promise<{ id: string }>; searchParams: Promise<SearchParams> }) {
  const { id } = await params,
    imported = await load(showImport, { id }),
    { groups } = imported.refusals
  const url = readList(paths.importRefusals(id), await searchParams, {
    filters: [
      text('q', 'Search', 'Column or reason'),
      choice(
        'code',
        'Reason',
        groups.map((g) => [g.code, g.name]),
      ),
    ],
    sort: ['line'],
    defaultSort: 'line',
  })
  const { rows, next, previous, place } = await load(listRefusals, { id, ...url.query })
  const errors = `${paths.importErrors(id)}${url.csv.includes('?') ? url.csv.slice(url.csv.indexOf('?')) : ''}`
  return (
    <Page
      crumbs={[{ label: 'Imports', href: paths.imports() }, { label: imported.fileName, href: paths.import(id) }, { label: 'Refused rows' }]}
      headline={
        <Headline>
          {numberText(imported.tally.refused, place)} {imported.tally.refused === 1 ? 'row was' : 'rows were'} refused; correct them and import the file again.
        </Headline>
      }
      acts={
        imported.tally.refused > 0 ? (
          <LinkButton href={errors} icon={Download} download>
            Refused rows as CSV
          </LinkButton>
        ) : undefined
      }
      tabs={
        groups.length > 1 ? (
          <Tabs
            label="Reasons"
            items={[
              { label: 'All', href: url.with({ code: undefined }), count: imported.tally.refused, current: url.get('code') === undefined },
              ...groups.map((g) => ({ label: g.name, href: url.with({ code: g.code }), count: g.count, current: url.get('code') === g.code })),
            ]}
          />
        ) : undefined
      }
    >
      <Filters url={url} place={place} columns={refusalColumns} />
      <Table url={url} caption="Refused rows" noun="rows" columns={refusalColumns} rows={rows} rowKey={(r) => String(r.line)} />
      <Pager url={url} next={next} previous={previous} newest={false} />
    </Page>
  )
}
