import { Steps } from '@/app/_ui/steps.tsx'

const labels = [
  ['file', 'File'],
  ['mapping', 'Mapping'],
  ['check', 'Dry run'],
  ['import', 'Import'],
] as const
type At = (typeof labels)[number][0] | 'done'

/** Where an import stands, and the way back to the mapping while it may change. */
export function ImportSteps({ at, mappingHref }: { at: At; mappingHref?: string | undefined }) {
  const now = at === 'done' ? labels.length : labels.findIndex(([id]) => id === at)
  return (
    <Steps
      label="Steps of the import"
      items={labels.map(([id, label], i) => ({
        label,
        state: i < now ? 'done' : i === now ? 'now' : 'ahead',
        ...(id === 'mapping' && mappingHref ? { href: mappingHref } : {}),
      }))}
    />
  )
}
