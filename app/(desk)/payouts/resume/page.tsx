import { Act } from '@/app/_ui/act.tsx'
import { countText } from '@/app/_ui/format.ts'
import { paths } from '@/app/_ui/paths.ts'
import { Chosen, chosenPayouts, ResumeForm } from '../chosen.tsx'
import { Sums, sumsOf } from '../sums.tsx'

export const metadata = { title: 'Resume payouts' }
export default async function ResumeChosenPage({ searchParams }: { searchParams: Promise<{ id?: string | string[] }> }) {
  const { rows, place } = await chosenPayouts((await searchParams).id, 'held')
  return (
    <Act
      back={`${paths.payouts()}?tab=held`}
      wide
      title={
        <>
          Resume {countText(rows.length, 'payout', place)}, <Sums of={sumsOf(rows)} place={place} />
        </>
      }
      foot="Each goes on in the state it came from. One that was raised still waits for approval; nothing leaves before release."
    >
      <Chosen rows={rows} place={place} verb="resume" />
      <ResumeForm rows={rows} place={place} />
    </Act>
  )
}
