import { Download } from 'lucide-react'
import { load } from '@/app/_bind/load.ts'
import { LinkButton } from '@/app/_ui/button.tsx'
import { numberText } from '@/app/_ui/format.ts'
import { Headline, Page, Tabs } from '@/app/_ui/page.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Table } from '@/app/_ui/table/table.tsx'
import { listRefusals, showImport } from '@/lib/incentives/show-import.ts'
import { refusalColumns } from '../refusal-columns.tsx'

export const metadata = { title: 'Refused rows' }
type Given = Record<string, string | undefined>

export default async function RefusedPage({ params, searchParams }: { params: Promise<{ id: string }>; searchParams: Promise<Given> }) {
  const { id } = await params, { code, after } = await searchParams
  const imported = await load(showImport, { id })
  const { rows, nextLine, place } = await load(listRefusals, { id, ...(code ? { code } : {}), ...(after && /^\d{1,9}$/.test(after) ? { afterLine: Number(after) } : {}) })
  const here = (more: Given): string => { const query = new URLSearchParams(Object.entries({ code, ...more }).filter((e): e is [string, string] => e[1] !== undefined)); return `${paths.importRefusals(id)}${query.size > 0 ? `?${query}` : ''}` }
  const { groups } = imported.refusals
  return (
    <Page crumbs={[{ label: 'Imports', href: paths.imports() }, { label: imported.fileName, href: paths.import(id) }, { label: 'Refused rows' }]}
      headline={<Headline>{numberText(imported.tally.refused, place)} {imported.tally.refused === 1 ? 'row was' : 'rows were'} refused; correct them and import the file again.</Headline>}
      acts={imported.tally.refused > 0 ? <LinkButton href={paths.importErrors(id)} icon={Download} download>Refused rows as CSV</LinkButton> : undefined}
      tabs={groups.length > 1 ? <Tabs label="Reasons" items={[{ label: 'All', href: paths.importRefusals(id), count: imported.tally.refused, current: code === undefined }, ...groups.map((g) => ({ label: g.name, href: here({ code: g.code }), count: g.count, current: code === g.code }))]} /> : undefined}>
      <Table caption="Refused rows" columns={refusalColumns} rows={rows} rowKey={(r) => String(r.line)} />
      {nextLine !== undefined && <div className="mt-4"><LinkButton href={here({ after: String(nextLine) })}>Later lines</LinkButton></div>}
    </Page>
  )
}
