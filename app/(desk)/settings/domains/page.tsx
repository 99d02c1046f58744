import { load } from '@/app/_bind/load.ts'
import { Empty } from '@/app/_ui/empty.tsx'
import { Field } from '@/app/_ui/field.client.tsx'
import { Form } from '@/app/_ui/form.client.tsx'
import { capital, countText, countWord } from '@/app/_ui/format.ts'
import { Moment } from '@/app/_ui/moment.tsx'
import { OtpField } from '@/app/_ui/otp-field.client.tsx'
import { Halves, Headline, Page, Section } from '@/app/_ui/page.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Submit } from '@/app/_ui/submit.client.tsx'
import { Table } from '@/app/_ui/table/table.tsx'
import { listDomains } from '@/lib/tenancy/domains.ts'
import { SettingsTabs } from '../tabs.tsx'
import { add } from './actions.ts'
import { answerWords, DomainState } from './words.tsx'

export const metadata = { title: 'Domains' }
export default async function DomainsPage() {
  const { domains, mayChange, place } = await load(listDomains, {}),
    proven = domains.filter((d) => d.state === 'proven' || d.state === 'failing').length
  return (
    <Page
      crumbs={[{ label: 'Settings' }, { label: 'Domains' }]}
      tabs={<SettingsTabs at="domains" />}
      about="The domains of your mail addresses. A provider signs people in by these only; the record is looked for every day."
      headline={
        <Headline>
          {domains.length === 0 ? (
            <>No domain is claimed.</>
          ) : (
            <>
              {capital(countWord(proven, place))} of {countText(domains.length, 'domain', place)} {proven === 1 ? 'is' : 'are'} proven.
            </>
          )}
        </Headline>
      }
    >
      <Table
        caption="Domains"
        rows={domains}
        rowKey={(d) => d.id}
        rowHref={(d) => paths.domain(d.id)}
        columns={[
          { id: 'name', header: 'Domain', priority: 1, link: true, strong: true, cell: (d) => d.name },
          { id: 'state', header: 'State', priority: 3, cell: (d) => <DomainState domain={d} /> },
          { id: 'answer', header: 'Last look', quiet: true, cell: (d) => answerWords(d) },
          {
            id: 'checked',
            header: 'Looked',
            priority: 2,
            quiet: true,
            cell: (d) => (d.checkedAt ? <Moment at={d.checkedAt} place={place} show="near" /> : 'never'),
          },
        ]}
        empty={
          <Empty.Yet title="No domain yet.">
            {mayChange ? 'Claim one below; a record with your name servers proves it.' : 'An admin claims one, and a record with your name servers proves it.'}
          </Empty.Yet>
        }
      />
      {mayChange && (
        <div className="mt-8">
          <Halves>
            <Section title="Claim a domain" note="what stands behind the @">
              <Form action={add}>
                <Field
                  name="name"
                  label="Domain"
                  max={253}
                  mono
                  autoComplete="off"
                  hint="Such as example.com. Each subdomain with addresses of its own is claimed by itself."
                />
                <OtpField name="factorCode" label="Code from your authenticator app" hint="Not needed within five minutes of the last one." />
                <div>
                  <Submit primary>Claim</Submit>
                </div>
              </Form>
            </Section>
          </Halves>
        </div>
      )}
    </Page>
  )
}
