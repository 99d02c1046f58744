import { Act } from '@/app/_ui/act.tsx'
import { countText } from '@/app/_ui/format.ts'
import { paths } from '@/app/_ui/paths.ts'
import { Chosen, chosenPayouts, RejectForm } from '../chosen.tsx'
import { Sums, sumsOf } from '../sums.tsx'

export const metadata = { title: 'Reject payouts' }
export default async function RejectChosenPage({ searchParams }: { searchParams: Promise<{ id?: string | string[] }> }) {
  const { rows, place } = await chosenPayouts((await searchParams).id)
  return (
    <Act
      back={paths.payouts()}
      wide
      title={
        <>
          Reject {countText(rows.length, 'payout', place)}, <Sums of={sumsOf(rows)} place={place} />
        </>
      }
      foot="Their awards wait for other payouts. The ledger entries are reversed."
    >
      <Chosen rows={rows} place={place} verb="reject" />
      <RejectForm rows={rows} place={place} />
    </Act>
  )
}
