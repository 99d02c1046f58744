import { numberText, quantityText } from '@/app/_ui/format.ts'
import { Mono } from '@/app/_ui/link.tsx'
import { Moment } from '@/app/_ui/moment.tsx'
import { Money } from '@/app/_ui/money.tsx'
import { Section } from '@/app/_ui/page.tsx'
import { paths } from '@/app/_ui/paths.ts'
import type { Place } from '@/app/_ui/place.ts'
import type { Column } from '@/app/_ui/table/column.ts'
import { whyNotText } from '@/app/_ui/passing-words.ts'
import { Table } from '@/app/_ui/table/table.tsx'
import type { tryRule } from '@/lib/incentives/replay-rule.ts'
import { DeskLink } from '../../../desk-link.tsx'

type Tried = Awaited<ReturnType<typeof tryRule.invoke>>
type Work = NonNullable<Tried['work']>
const columns = <R extends Work['counted']['rows'][number]>(place: Place): Column<R>[] => [
  {
    id: 'number',
    header: 'Record',
    priority: 1,
    cell: (r) => (
      <DeskLink href={paths.workRecord(r.id)}>
        <Mono>{r.number}</Mono>
      </DeskLink>
    ),
  },
  { id: 'key', header: 'Key', priority: 3, cell: (r) => <Mono>{r.key}</Mono> },
  { id: 'closed', header: 'Closed', priority: 4, cell: (r) => (r.closedAt ? <Moment at={r.closedAt} place={place} /> : '–') },
  { id: 'quantity', header: 'Quantity', align: 'end', cell: (r) => (r.quantity === undefined ? '–' : quantityText(r.quantity, place)) },
  { id: 'value', header: 'Value', align: 'end', cell: (r) => (r.value ? <Money of={r.value} place={place} code /> : '–') },
]
const noteOf = ({ rows, inAll }: { readonly rows: readonly unknown[]; readonly inAll: number }, place: Place): string =>
  rows.length < inAll ? `the first ${numberText(rows.length, place)} of ${numberText(inAll, place)}` : numberText(inAll, place)

/** The records behind the figure: which counted, and which did not and why. */
export function TriedWork({ of: { counted, passed }, place }: { of: Work; place: Place }) {
  return (
    <>
      <Section title="Records that counted" note={noteOf(counted, place)}>
        {counted.rows.length === 0 ? (
          <p className="text-ink-2">None of this payee’s records counted.</p>
        ) : (
          <Table plain dense caption="Records that counted" rows={counted.rows} rowKey={(r) => r.id} columns={columns(place)} />
        )}
      </Section>
      <Section title="Records that did not count" note={noteOf(passed, place)}>
        {passed.rows.length === 0 ? (
          <p className="text-ink-2">All of this payee’s records of the period counted.</p>
        ) : (
          <Table
            plain
            dense
            caption="Records that did not count"
            rows={passed.rows}
            rowKey={(r) => r.id}
            columns={[...columns<(typeof passed.rows)[number]>(place), { id: 'why', header: 'Why not', priority: 2, wraps: true, cell: (r) => whyNotText(r) }]}
          />
        )}
      </Section>
    </>
  )
}
