import { Fragment } from 'react'
import { Mono } from '@/app/_ui/link.tsx'
import { Money } from '@/app/_ui/money.tsx'
import type { Place } from '@/app/_ui/place.ts'
import { Status } from '@/app/_ui/status.tsx'
import type { Column } from '@/app/_ui/table/column.ts'
import type { listPayees } from '@/lib/incentives/list-payees.ts'

export type PayeeListItem = Awaited<ReturnType<typeof listPayees.invoke>>['rows'][number]
export const columns = (place: Place): Column<PayeeListItem>[] => [
  { id: 'number', header: 'Payee', priority: 3, cell: (r) => <span className="mono">{r.number}</span> },
  { id: 'name', header: 'Name', priority: 1, link: true, strong: true, sortable: true, cell: (r) => r.name },
  { id: 'state', header: 'State', priority: 4, cell: (r) => <Status noun="payee" state={r.state} /> },
  { id: 'key', header: 'Key in files', quiet: true, clips: true, cell: (r) => <span className="mono">{r.key}</span> },
  { id: 'member', header: 'Signs in as', quiet: true, cell: (r) => r.member ?? '–' },
  {
    id: 'account',
    header: 'Bank account',
    cell: (r) =>
      r.account ? (
        <>
          <Mono>{r.account}</Mono>
          {r.isConfirmed ? '' : ', to confirm'}
        </>
      ) : (
        <span className="text-ink-2">none yet</span>
      ),
  },
  { id: 'source', header: 'Source', quiet: true, hidden: true, cell: (r) => ({ hand: 'By hand', import: 'Import', member: 'Member', demo: 'Demo' })[r.source] },
  {
    id: 'owed',
    header: 'Owed',
    align: 'end',
    priority: 2,
    cell: (r) =>
      r.owed.length === 0
        ? '–'
        : r.owed.map((m, i) => (
            <Fragment key={m.currency}>
              {i > 0 && <br />}
              <Money of={m} place={place} code />
            </Fragment>
          )),
  },
]
