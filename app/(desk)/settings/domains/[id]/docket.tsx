import { LinkButton } from '@/app/_ui/button.tsx'
import { Copyable } from '@/app/_ui/copyable.client.tsx'
import { Docket, Facts } from '@/app/_ui/docket.tsx'
import { Moment } from '@/app/_ui/moment.tsx'
import { Page, Section } from '@/app/_ui/page.tsx'
import { paths } from '@/app/_ui/paths.ts'
import type { Place } from '@/app/_ui/place.ts'
import { SubmitButton } from '@/app/_ui/submit.client.tsx'
import type { DomainView } from '@/lib/tenancy/domains.ts'
import { check } from '../actions.ts'
import { answerWords, consequenceOf, DomainState } from '../words.tsx'

export function DomainDocket({ domain }: { domain: DomainView & { readonly mayChange: boolean; readonly place: Place } }) {
  const { place, record } = domain
  return (
    <Page crumbs={[{ label: 'Settings', href: paths.settings('company') }, { label: 'Domains', href: paths.settings('domains') }, { label: domain.name }]}>
      <Docket
        number={domain.name.split('.')[0] ?? ''}
        noun="Domain"
        title={domain.name}
        stub={
          <>
            Claimed <Moment at={domain.addedAt} place={place} show="day" />
          </>
        }
        status={<DomainState domain={domain} strong />}
        consequence={consequenceOf(domain)}
        acts={
          domain.mayChange && (
            <>
              <LinkButton href={paths.removeDomain(domain.id)}>Remove…</LinkButton>
              <SubmitButton action={check} hidden={{ domainId: domain.id }} primary>
                Look now
              </SubmitButton>
            </>
          )
        }
      />
      <Section title="The record" note="of kind TXT, with whoever keeps your domain; leave it there">
        <Facts
          boxed
          items={[
            ['Name', <Copyable key="name" text={record.name} label="Copy the name" />],
            ['Value', <Copyable key="value" text={record.value} label="Copy the value" />],
          ]}
        />
      </Section>
      <Section title="Last look">
        <Facts
          boxed
          items={[
            ['Found', answerWords(domain)],
            ['Looked', domain.checkedAt ? <Moment key="at" at={domain.checkedAt} place={place} /> : 'never'],
            domain.provenAt && ['Proven since', <Moment key="since" at={domain.provenAt} place={place} />],
            domain.missingSince && ['Missing since', <Moment key="missing" at={domain.missingSince} place={place} />],
          ]}
        />
      </Section>
    </Page>
  )
}
