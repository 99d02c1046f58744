import { load } from '@/app/_bind/load.ts'
import { countText } from '@/app/_ui/format.ts'
import { TextLink } from '@/app/_ui/link.tsx'
import { Headline, Page, Section } from '@/app/_ui/page.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { MarkedText } from '@/app/_ui/status.tsx'
import { Table } from '@/app/_ui/table/table.tsx'
import { permissions } from '@/lib/access/permissions.ts'
import type { Call } from '@/lib/api/call.ts'
import { calls } from '@/lib/api/calls.ts'
import { listApiKeys } from '@/lib/tenancy/keys/api-key.ts'
import { SettingsTabs } from '../../tabs.tsx'

export const metadata = { title: 'What a key can call' }
const groups = [...new Set(calls.map((call) => call.group))].map((label) => ({ label, rows: calls.filter((call) => call.group === label) }))

/** Every call of the interface, made of the calls themselves, with what it needs and whether a key of the reader's could have it. */
export default async function CallsPage() {
  const { offered, mayMake, place } = await load(listApiKeys, { state: 'alive' }),
    given = new Set<string>(mayMake ? offered.map(({ name }) => name) : []),
    isOpen = ({ needs }: Call): boolean => (needs === 'key' ? mayMake : given.has(needs)),
    open = calls.filter(isOpen).length
  return (
    <Page
      crumbs={[{ label: 'Settings', href: paths.settings('company') }, { label: 'API keys', href: paths.settings('keys') }, { label: 'Calls' }]}
      tabs={<SettingsTabs at="keys" />}
      headline={
        <Headline>
          {mayMake
            ? open === calls.length
              ? `A key of yours can call all ${open}.`
              : `A key of yours can call ${open} of ${calls.length}.`
            : `There are ${countText(calls.length, 'call', place)}; your role makes no keys.`}
        </Headline>
      }
      about="A call works with a key that was given what it needs, as long as its maker holds that too. Acts are sent with an Idempotency-Key, lists are read page by page, and each refusal says why in a sentence."
    >
      {groups.map(({ label, rows }) => (
        <Section key={label} title={label}>
          <Table<Call>
            plain
            caption={`Calls: ${label}`}
            rows={rows}
            rowKey={(call) => call.id}
            columns={[
              {
                id: 'what',
                header: 'Call',
                priority: 1,
                wraps: true,
                cell: (call) => (
                  <>
                    <span className="font-medium">{call.summary}</span>
                    <span className="mono block break-all text-caption text-ink-2">
                      {call.method.toUpperCase()} /api/v1{call.path}
                    </span>
                  </>
                ),
              },
              { id: 'needs', header: 'Needs', priority: 3, wraps: true, cell: ({ needs }) => (needs === 'key' ? 'any key' : permissions[needs]) },
              {
                id: 'yours',
                header: 'A key of yours',
                priority: 2,
                cell: (call) => (isOpen(call) ? <MarkedText shape="disc">Can</MarkedText> : <MarkedText shape="slash">Cannot</MarkedText>),
              },
            ]}
          />
        </Section>
      ))}
      <p className="text-ink-2">
        The fields of each call stand in{' '}
        <TextLink accent external href={paths.interfaceDescription()}>
          the description of the interface
        </TextLink>{' '}
        (OpenAPI 3.1), which tools read.
      </p>
    </Page>
  )
}
