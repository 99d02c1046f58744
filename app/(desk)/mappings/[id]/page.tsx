import { load } from '@/app/_bind/load.ts'
import { LinkButton } from '@/app/_ui/button.tsx'
import { Docket } from '@/app/_ui/docket.tsx'
import { Page, Section } from '@/app/_ui/page.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { showMapping } from '@/lib/incentives/save-mapping.ts'
import { MappingFacts } from '../../imports/[id]/mapping-facts.tsx'

export const metadata = { title: 'Mapping' }

/** A mapping in words. It is changed where its effect is seen: with a file, in an import. */
export default async function MappingPage({ params }: { params: Promise<{ id: string }> }) {
  const mapping = await load(showMapping, { id: (await params).id })
  return (
    <Page crumbs={[{ label: 'Imports', href: paths.imports() }, { label: 'Mappings', href: paths.mappings() }, { label: mapping.name }]}>
      <Docket
        number={`v${mapping.version}`}
        noun="Mapping"
        title={mapping.name}
        acts={
          <LinkButton size="large" href={paths.newImport()}>
            Import a file
          </LinkButton>
        }
        consequence="A change is a new version; imports keep the one they used. Change it with a file at hand, in the step “Mapping” of an import."
      />
      <Section title="What each column becomes">
        <MappingFacts body={mapping.body} />
      </Section>
    </Page>
  )
}
