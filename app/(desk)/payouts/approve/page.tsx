import { Act } from '@/app/_ui/act.tsx'
import { countText } from '@/app/_ui/format.ts'
import { paths } from '@/app/_ui/paths.ts'
import { ApproveForm, Chosen, chosenPayouts } from '../chosen.tsx'
import { Sums, sumsOf } from '../sums.tsx'

export const metadata = { title: 'Approve payouts' }
export default async function ApproveChosenPage({ searchParams }: { searchParams: Promise<{ id?: string | string[] }> }) {
  const { rows, place } = await chosenPayouts((await searchParams).id),
    mine = rows.filter((row) => row.mayApprove)
  return (
    <Act
      back={paths.payouts()}
      wide
      title={
        <>
          Approve {countText(mine.length, 'payout', place)}, <Sums of={sumsOf(mine)} place={place} />
        </>
      }
      foot="One code covers exactly these. Nothing leaves until someone else releases it."
    >
      <Chosen rows={rows} place={place} verb="approve" />
      <ApproveForm rows={mine} place={place} />
    </Act>
  )
}
