import { load } from '@/app/_bind/load.ts'
import { LinkButton } from '@/app/_ui/button.tsx'
import { Field } from '@/app/_ui/field.client.tsx'
import { Form } from '@/app/_ui/form.client.tsx'
import { Headline, Page } from '@/app/_ui/page.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Submit } from '@/app/_ui/submit.client.tsx'
import { listChoices } from '@/lib/incentives/list-payees.ts'
import { add } from '../actions.ts'

export const metadata = { title: 'Add a crew' }

export default async function NewCrewPage() {
  await load(listChoices, {})
  return (
    <Page crumbs={[{ label: 'Crews', href: paths.crews() }, { label: 'New' }]} headline={<Headline>Add a crew; then put people on it.</Headline>}>
      <Form action={add} className="narrow" label="Add a crew">
        <Field name="name" label="Name" max={80} />
        <Field name="key" label="Key in files" optional max={200} mono hint="How imports name this crew; without it, the name." />
        <div className="form-acts">
          <Submit primary>Add</Submit>
          <LinkButton href={paths.crews()}>Cancel</LinkButton>
        </div>
      </Form>
    </Page>
  )
}
