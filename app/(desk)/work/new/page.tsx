import { load } from '@/app/_bind/load.ts'
import { LinkButton } from '@/app/_ui/button.tsx'
import { Field } from '@/app/_ui/field.client.tsx'
import { Form } from '@/app/_ui/form.client.tsx'
import { Headline, Page } from '@/app/_ui/page.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Submit } from '@/app/_ui/submit.client.tsx'
import { listChoices } from '@/lib/incentives/list-payees.ts'
import { record } from '../actions.ts'
import { FactsFields } from '../facts-fields.tsx'

export const metadata = { title: 'Record work' }

export default async function NewWorkPage() {
  const choices = await load(listChoices, {})
  return (
    <Page
      crumbs={[{ label: 'Work records', href: paths.work() }, { label: 'New' }]}
      headline={<Headline>Record finished work; a record is never edited, only superseded by a correction.</Headline>}
    >
      <Form action={record} className="wide" label="Record work">
        <Field name="key" label="Key" max={200} mono hint="A job number or another name of its own; the same key cannot come in twice." />
        <FactsFields choices={choices} />
        <div className="form-acts">
          <Submit primary>Record</Submit>
          <LinkButton href={paths.work()}>Cancel</LinkButton>
        </div>
      </Form>
    </Page>
  )
}
