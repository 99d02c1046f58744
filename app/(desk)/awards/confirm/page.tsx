import { Act } from '@/app/_ui/act.tsx'
import { Form } from '@/app/_ui/form.client.tsx'
import { countText } from '@/app/_ui/format.ts'
import { paths } from '@/app/_ui/paths.ts'
import { Submit } from '@/app/_ui/submit.client.tsx'
import { Sums, sumsOf } from '../../payouts/sums.tsx'
import { confirm } from '../actions.ts'
import { Chosen, chosenAwards, Ids } from '../chosen.tsx'
import { Consequence } from '../consequence.tsx'

export const metadata = { title: 'Confirm awards' }
export default async function ConfirmPage({ searchParams }: { searchParams: Promise<{ id?: string | string[] }> }) {
  const { rows, place } = await chosenAwards([(await searchParams).id ?? []].flat())
  return (
    <Act
      back={paths.awards()}
      wide
      title={
        <>
          Confirm {countText(rows.length, 'award', place)}, <Sums of={sumsOf(rows)} place={place} />
        </>
      }
    >
      <Chosen rows={rows} place={place} />
      <Form action={confirm}>
        <Ids rows={rows} />
        <Consequence count={rows.length} />
        <Submit primary wide size="large">
          {`Confirm ${countText(rows.length, 'award', place)}`}
        </Submit>
      </Form>
    </Act>
  )
}
