import { load } from '@/app/_bind/load.ts'
import { Mono } from '@/app/_ui/link.tsx'
import { Money } from '@/app/_ui/money.tsx'
import { Table } from '@/app/_ui/table/table.tsx'
import { listAwards } from '@/lib/incentives/read-awards.ts'
import type { AwardItem } from './columns.tsx'

/** The awards that were ticked, as the operation sees them now. */
export async function chosenAwards(ids: readonly string[]) {
  const { rows, place } = await load(listAwards, { state: 'waiting', size: 100 })
  return { rows: rows.filter((row) => ids.includes(row.id) && row.mayDecide), place }
}
export function Chosen({ rows, place }: { rows: readonly AwardItem[]; place: Awaited<ReturnType<typeof chosenAwards>>['place'] }) {
  return (
    <>
      <Table<AwardItem>
        plain
        dense
        caption="Chosen awards"
        rows={rows}
        rowKey={(r) => r.id}
        columns={[
          { id: 'n', header: 'Award', priority: 3, cell: (r) => <Mono>{r.number}</Mono> },
          { id: 'p', header: 'Payee', priority: 1, cell: (r) => r.payee.name },
          { id: 'g', header: 'Program', priority: 4, cell: (r) => r.program.name },
          { id: 'a', header: 'Amount', align: 'end', priority: 2, cell: (r) => <Money of={r.amount} place={place} code /> },
        ]}
      />
    </>
  )
}
export const Ids = ({ rows }: { rows: readonly AwardItem[] }) => (
  <>
    {rows.map((row) => (
      <input key={row.id} type="hidden" name="awardIds[]" value={row.id} />
    ))}
  </>
)
