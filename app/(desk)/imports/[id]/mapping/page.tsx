import { load } from '@/app/_bind/load.ts'
import { paths } from '@/app/_ui/paths.ts'
import { previewImport } from '@/lib/incentives/preview-import.ts'
import { readingFrom } from '../../map-input.ts'
import { MappingPage } from '../mapping-page.tsx'

export const metadata = { title: 'Mapping' }

/** The mapping of a file that was checked before: change it and run the check again. */
export default async function ChangeMappingPage({
  params,
  searchParams,
}: {
  params: Promise<{ id: string }>
  searchParams: Promise<Record<string, string | undefined>>
}) {
  const { id } = await params
  return <MappingPage preview={await load(previewImport, { id, ...readingFrom(await searchParams) })} base={paths.importMapping(id)} />
}
