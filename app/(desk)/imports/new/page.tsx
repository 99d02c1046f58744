import { load } from '@/app/_bind/load.ts'
import { Notice } from '@/app/_ui/notice.tsx'
import { Columns, Headline, Page, Section } from '@/app/_ui/page.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { listMappings } from '@/lib/incentives/save-mapping.ts'
import { ImportSteps } from '../import-steps.tsx'
import { Upload } from './upload.client.tsx'

export const metadata = { title: 'Import work records' }
const uploadMax = 200 * 1_048_576

export default async function NewImportPage({ searchParams }: { searchParams: Promise<Record<string, string | undefined>> }) {
  const { refused } = await searchParams
  const { rows, place } = await load(listMappings, {})
  return (
    <Page
      crumbs={[{ label: 'Work records', href: paths.work() }, { label: 'Imports', href: paths.imports() }, { label: 'New' }]}
      headline={<Headline>Upload a file; nothing of it counts before you have seen what it would do.</Headline>}
      notice={
        refused ? (
          <Notice tone="bad" title="Nothing was saved.">
            The file was not taken. It must be a CSV file of up to 200 MB that is not empty; save a workbook as “CSV UTF-8” first.
          </Notice>
        ) : undefined
      }
    >
      <ImportSteps at="file" />
      <Columns
        asideLabel="What happens"
        aside={
          <Section title="What happens">
            <ol className="prose-list">
              <li>
                <b>Mapping.</b> You say once which column is what.{' '}
                {rows.length > 0
                  ? `Known so far: ${rows
                      .slice(0, 4)
                      .map((m) => m.name)
                      .join(', ')}${rows.length > 4 ? ' …' : ''}.`
                  : 'It is kept under a name for the next file.'}
              </li>
              <li>
                <b>Dry run.</b> Every row is new, unchanged, a correction, or refused with its reason. Nothing is saved.
              </li>
              <li>
                <b>Import.</b> Good rows come in; refused ones become a file that you correct and import again. The same row never comes in twice.
              </li>
            </ol>
          </Section>
        }
      >
        <Upload locale={place.locale} max={uploadMax} />
      </Columns>
    </Page>
  )
}
