import { Plus } from 'lucide-react'
import { load } from '@/app/_bind/load.ts'
import { LinkButton } from '@/app/_ui/button.tsx'
import { Empty } from '@/app/_ui/empty.tsx'
import { capital, countText } from '@/app/_ui/format.ts'
import { TextLink } from '@/app/_ui/link.tsx'
import { Moment } from '@/app/_ui/moment.tsx'
import { Headline, Page, Section } from '@/app/_ui/page.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Table } from '@/app/_ui/table/table.tsx'
import { listApiKeys } from '@/lib/tenancy/keys/api-key.ts'
import { ClosedNotice, closedBy } from '../../closed.tsx'
import { SettingsTabs } from '../tabs.tsx'
import { KeyState } from './words.tsx'

export const metadata = { title: 'API keys' }
export default async function KeysPage() {
  const { keys, alive, seesAll, mayMake, place } = await load(listApiKeys, {}),
    closed = await closedBy('api'),
    why = closed?.short ?? (mayMake ? undefined : 'Your role makes no keys')
  return (
    <Page
      crumbs={[{ label: 'Settings' }, { label: 'API keys' }]}
      tabs={<SettingsTabs at="keys" />}
      about="A key lets a program act for whoever made it, with some of that person’s rights and never more than they hold at that moment. What asks for a second factor, such as approving and releasing, is not for programs."
      headline={
        <Headline>
          {alive === 0 ? (
            <>No key opens anything.</>
          ) : (
            <>
              {capital(countText(alive, seesAll ? 'key' : 'key of yours', place, seesAll ? 'keys' : 'keys of yours'))} {alive === 1 ? 'opens' : 'open'}{' '}
              something.
            </>
          )}
        </Headline>
      }
      acts={
        <LinkButton href={paths.newApiKey()} icon={Plus} keys="n" why={why}>
          Make a key
        </LinkButton>
      }
    >
      {closed && <ClosedNotice closed={closed}>Keys that there are go on reading; they write nothing.</ClosedNotice>}
      <Section title="Keys" note={seesAll ? 'everybody’s' : 'your own'}>
        <Table
          plain
          caption="API keys"
          rows={keys}
          rowKey={(k) => k.id}
          columns={[
            {
              id: 'name',
              header: 'Key',
              priority: 1,
              strong: true,
              cell: (k) => (k.mayRevoke ? <TextLink href={paths.revokeApiKey(k.id)}>{k.name}</TextLink> : k.name),
            },
            { id: 'state', header: 'State', priority: 3, cell: (k) => <KeyState state={k.state} /> },
            { id: 'hint', header: 'Begins', quiet: true, cell: (k) => <span className="mono">{k.hint}…</span> },
            ...(seesAll ? [{ id: 'by', header: 'Acts for', quiet: true, cell: (k: (typeof keys)[number]) => (k.isYours ? 'You' : k.by) }] : []),
            { id: 'may', header: 'May', priority: 4, wraps: true, cell: (k) => inOneLine(k.permissions) },
            {
              id: 'from',
              header: 'From',
              quiet: true,
              cell: (k) => (k.networks.length === 0 ? 'where its maker may' : <span className="mono">{k.networks.join(' ')}</span>),
            },
            { id: 'until', header: 'Until', cell: (k) => <Moment at={k.expiresAt} place={place} show="day" /> },
            {
              id: 'used',
              header: 'Last used',
              priority: 2,
              cell: (k) =>
                k.lastUsedAt ? (
                  <>
                    <Moment at={k.lastUsedAt} place={place} show="near" /> <span className="mono text-caption text-ink-2">{k.lastUsedIp}</span>
                  </>
                ) : (
                  'never'
                ),
            },
          ]}
          empty={
            <Empty.Yet title="No key yet." {...(why === undefined ? { act: <LinkButton href={paths.newApiKey()}>Make a key</LinkButton> } : {})}>
              With one, a program can record work, read payouts and more, as far as you let it.
            </Empty.Yet>
          }
        />
      </Section>
      <Section title="What programs can ask">
        <p className="text-ink-2">
          Work records, imports, payees, programs, awards, payouts, disputes, the catalogue, the books, members and the log, as far as the key may.{' '}
          <TextLink accent href={paths.apiCalls()}>
            What a key can call
          </TextLink>{' '}
          lists every call and what it needs;{' '}
          <TextLink accent external href={paths.interfaceDescription()}>
            the description of the interface
          </TextLink>{' '}
          (OpenAPI 3.1) says the same to tools.
        </p>
      </Section>
    </Page>
  )
}
/** One sentence of several: only its first word is written large. */
const inOneLine = (sentences: readonly string[]): string =>
  sentences.map((text, i) => (i === 0 ? text : text.charAt(0).toLowerCase() + text.slice(1))).join('; ')
