import { load } from '@/app/_bind/load.ts'
import { paths } from '@/app/_ui/paths.ts'
import { Page } from '@/app/_ui/page.tsx'
import { showImport } from '@/lib/incentives/show-import.ts'
import { previewImport } from '@/lib/incentives/preview-import.ts'
import { ImportSteps } from '../import-steps.tsx'
import { readingFrom } from '../map-input.ts'
import { ImportActs } from './acts.tsx'
import { Checked } from './checked.tsx'
import { ImportHeadline, aboutOf, noticeOf } from './headline.tsx'
import { MappingPage } from './mapping-page.tsx'
import { Under } from './under.tsx'

export const metadata = { title: 'Import' }
type Params = { params: Promise<{ id: string }>; searchParams: Promise<Record<string, string | undefined>> }

export default async function ImportPage({ params, searchParams }: Params) {
  const { id } = await params
  const imported = await load(showImport, { id })
  if (imported.state === 'uploaded' && imported.may.map)
    return <MappingPage preview={await load(previewImport, { id, ...readingFrom(await searchParams) })} base={paths.import(id)} notice={noticeOf(imported)} />
  const at =
    imported.state === 'checking' || imported.state === 'checked'
      ? 'check'
      : imported.state === 'running'
        ? 'import'
        : imported.state === 'done'
          ? 'done'
          : 'mapping'
  return (
    <Page
      crumbs={[{ label: 'Work records', href: paths.work() }, { label: 'Imports', href: paths.imports() }, { label: imported.fileName }]}
      headline={<ImportHeadline of={imported} />}
      about={aboutOf(imported)}
      acts={<ImportActs of={imported} />}
      notice={noticeOf(imported)}
    >
      <ImportSteps at={at} mappingHref={imported.may.map ? paths.importMapping(id) : undefined} />
      {imported.state === 'checking' || imported.state === 'running' ? <Under of={imported} /> : imported.mapping ? <Checked of={imported} /> : null}
    </Page>
  )
}
