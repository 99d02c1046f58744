import { Act } from '@/app/_ui/act.tsx'
import { AreaField } from '@/app/_ui/value-fields.client.tsx'
import { Form } from '@/app/_ui/form.client.tsx'
import { countText } from '@/app/_ui/format.ts'
import { paths } from '@/app/_ui/paths.ts'
import { Submit } from '@/app/_ui/submit.client.tsx'
import { decline } from '../actions.ts'
import { Chosen, chosenAwards, Ids } from '../chosen.tsx'

export const metadata = { title: 'Decline awards' }
export default async function DeclinePage({ searchParams }: { searchParams: Promise<{ id?: string | string[] }> }) {
  const { rows, place } = await chosenAwards([(await searchParams).id ?? []].flat())
  return (
    <Act back={paths.awards()} wide title={<>Decline {countText(rows.length, 'award', place)}</>} foot="Their amounts go back to the budget.">
      <Chosen rows={rows} place={place} />
      <Form action={decline}>
        <Ids rows={rows} />
        <AreaField name="reason" label="Reason" hint="The payees read it." rows={3} max={500} />
        <Submit danger wide size="large">
          Decline
        </Submit>
      </Form>
    </Act>
  )
}
