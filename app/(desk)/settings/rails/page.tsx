import { Plus } from 'lucide-react'
import { load } from '@/app/_bind/load.ts'
import { LinkButton } from '@/app/_ui/button.tsx'
import { Empty } from '@/app/_ui/empty.tsx'
import { capital, countText, countWord } from '@/app/_ui/format.ts'
import { Moment } from '@/app/_ui/moment.tsx'
import { Pip } from '@/app/_ui/notice.tsx'
import { Headline, Page } from '@/app/_ui/page.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Table } from '@/app/_ui/table/table.tsx'
import { listOriginators, type OriginatorView } from '@/lib/incentives/list-originators.ts'
import { railWords } from '../../batches/columns.tsx'
import { PaidFrom } from '../../batches/paid-from.tsx'

export const metadata = { title: 'Who pays' }
const cutOffWords = ({ body }: OriginatorView): string =>
  'cutOff' in body
    ? `${body.cutOff.time} ${body.cutOff.zone.replace(/^.*\//, '').replaceAll('_', ' ')}, ${body.cutOff.leadDays === 1 ? 'one open day' : `${body.cutOff.leadDays} open days`} ahead`
    : '–'

export default async function RailsPage() {
  const { originators, mayChange, place } = await load(listOriginators, {})
  const tests = originators.filter((o) => o.isTest).length
  return (
    <Page
      crumbs={[{ label: 'Settings', href: paths.settings('company') }, { label: 'Who pays' }]}
      headline={
        <Headline>
          {originators.length === 0 ? (
            <>Nobody has entered who pays.</>
          ) : (
            <>
              {capital(countText(originators.length, 'account', place))} {originators.length === 1 ? 'pays' : 'pay'};{' '}
              {tests === 0
                ? 'every file is live'
                : tests === originators.length
                  ? 'every file is a test'
                  : `${countWord(tests, place)} of them ${tests === 1 ? 'writes' : 'write'} test files only`}
              .
            </>
          )}
        </Headline>
      }
      about="Who pays on each rail and currency: the name that payees read, the account, the bank’s cut-off."
      acts={
        <LinkButton href={paths.newOriginator()} icon={Plus} keys="n" why={mayChange ? undefined : 'Your role does not change who pays'}>
          Add a rail
        </LinkButton>
      }
    >
      <Table
        caption="Who pays"
        rows={originators}
        rowKey={(r) => r.id}
        rowHref={(r) => paths.originator(r.rail, r.currency)}
        columns={[
          { id: 'rail', header: 'Rail', priority: 3, cell: (r) => railWords[r.rail] ?? r.rail },
          { id: 'currency', header: 'Currency', cell: (r) => r.currency },
          { id: 'name', header: 'Paid by', priority: 1, link: true, strong: true, cell: (r) => r.name },
          { id: 'account', header: 'Paid from', priority: 2, cell: (r) => <PaidFrom rail={r.rail} masked={r.masked} /> },
          { id: 'cutOff', header: 'Cut-off', quiet: true, cell: cutOffWords },
          { id: 'files', header: 'Files', priority: 4, cell: (r) => (r.isTest ? <Pip tone="warn">test only</Pip> : 'live') },
          { id: 'changed', header: 'Changed', quiet: true, cell: (r) => <Moment at={r.updatedAt} place={place} show="near" /> },
        ]}
        empty={
          <Empty.Yet title="No rail yet." {...(mayChange ? { act: <LinkButton href={paths.newOriginator()}>Add a rail</LinkButton> } : {})}>
            Enter the account that payouts leave from; it is checked before it is saved.
          </Empty.Yet>
        }
      />
    </Page>
  )
}
