import { GainBar } from '@/app/_ui/chart/bars.tsx'
import { countText, listText } from '@/app/_ui/format.ts'
import { TextLink } from '@/app/_ui/link.tsx'
import { Money } from '@/app/_ui/money.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Notice } from '@/app/_ui/notice.tsx'
import { Table } from '@/app/_ui/table/table.tsx'
import type { replayRule } from '@/lib/incentives/replay-rule.ts'

type Replayed = Awaited<ReturnType<typeof replayRule.invoke>>
const shown = 40
/** A condition on what no record has is met by none, or by all: said before anybody wonders about the sums. */
export function UnknownFields({ of }: { of: readonly string[] }) {
  return of.length === 0 ? null : (
    <div className="my-4">
      <Notice tone="warn" title="A condition looks at a field that is not there">
        {of.join(' ')}
      </Notice>
    </div>
  )
}
/** What a rule would have paid on real work, and who gains and who loses beside the rule in force: seen before it is saved. */
export function Replay({ replay }: { replay: Replayed }) {
  const { place } = replay,
    most = replay.rows.reduce((all, r) => {
      const d = r.difference.minor < 0n ? -r.difference.minor : r.difference.minor
      return d > all ? d : all
    }, 0n)
  if (replay.periods.length === 0)
    return (
      <>
        <UnknownFields of={replay.unknown} />
        <p className="text-ink-2">There is no finished work yet to try it on.</p>
      </>
    )
  return (
    <>
      <UnknownFields of={replay.unknown} />
      <p className="my-3">
        In {listText(replay.periods.map((p) => p.name))} it would have paid{' '}
        <b>
          <Money of={replay.after} place={place} code />
        </b>{' '}
        for {countText(replay.counted, 'record', place)}
        {replay.hadRule ? (
          <>
            , where the rule in force pays <Money of={replay.before} place={place} />: <b>{countText(replay.gaining.count, 'payee', place)}</b>{' '}
            {replay.gaining.count === 1 ? 'gains' : 'gain'} <Money of={replay.gaining.amount} place={place} sign />,{' '}
            <b>{countText(replay.losing.count, 'payee', place)}</b> {replay.losing.count === 1 ? 'loses' : 'lose'}{' '}
            <Money of={replay.losing.amount} place={place} sign />
          </>
        ) : null}
        .
      </p>
      <Table<Replayed['rows'][number]>
        plain
        dense
        caption="Who gains and who loses"
        rows={replay.rows.slice(0, shown)}
        rowKey={(r) => r.payee.id}
        columns={[
          { id: 'payee', header: 'Payee', priority: 1, cell: (r) => <TextLink href={paths.payee(r.payee.id)}>{r.payee.name}</TextLink> },
          { id: 'why', header: 'Because', priority: 3, quiet: true, cell: (r) => r.because },
          { id: 'before', header: 'Now', align: 'end', cell: (r) => <Money of={r.before} place={place} zero="dash" /> },
          { id: 'after', header: 'Then', align: 'end', priority: 4, cell: (r) => <Money of={r.after} place={place} zero="dash" /> },
          { id: 'bar', header: '', cell: (r) => <GainBar value={r.difference.minor} most={most} /> },
          { id: 'd', header: 'Difference', align: 'end', priority: 2, cell: (r) => <Money of={r.difference} place={place} sign zero="dash" /> },
        ]}
      />
      {replay.rows.length > shown && <p className="text-caption text-ink-2">And {replay.rows.length - shown} more.</p>}
    </>
  )
}
