import { load } from '@/app/_bind/load.ts'
import { Act } from '@/app/_ui/act.tsx'
import { countText } from '@/app/_ui/format.ts'
import { paths } from '@/app/_ui/paths.ts'
import { listPayouts } from '@/lib/incentives/list-payouts.ts'
import { Chosen, RejectForm } from '../chosen.tsx'
import { Sums, sumsOf } from '../sums.tsx'

export const metadata = { title: 'Reject payouts' }
export default async function RejectChosenPage({ searchParams }: { searchParams: Promise<{ id?: string | string[] }> }) {
  const ids = new Set([(await searchParams).id ?? []].flat())
  const { rows, place } = await load(listPayouts, { tab: 'approve', size: 100 })
  const chosen = rows.filter((row) => ids.has(row.id))
  return (
    <Act back={paths.payouts()} wide title={<>Reject {countText(chosen.length, 'payout', place)}, <Sums of={sumsOf(chosen)} place={place} /></>} foot="Their awards wait for other payouts; the ledger entries are reversed.">
      <Chosen rows={chosen} place={place} />
      <RejectForm rows={chosen} />
    </Act>
  )
}
