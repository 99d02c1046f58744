import { load } from '@/app/_bind/load.ts'
import { LinkButton } from '@/app/_ui/button.tsx'
import { SelectField } from '@/app/_ui/choice.client.tsx'
import { Field } from '@/app/_ui/field.client.tsx'
import { Form } from '@/app/_ui/form.client.tsx'
import { Headline, Page } from '@/app/_ui/page.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Submit } from '@/app/_ui/submit.client.tsx'
import { listChoices } from '@/lib/incentives/list-payees.ts'
import { add } from '../actions.ts'

export const metadata = { title: 'Add a payee' }

export default async function NewPayeePage() {
  const { members } = await load(listChoices, {})
  return (
    <Page crumbs={[{ label: 'Payees', href: paths.payees() }, { label: 'New' }]} headline={<Headline>Add somebody whom awards and payouts are for.</Headline>}>
      <Form action={add} className="narrow" label="Add a payee">
        <Field name="name" label="Name" max={120} autoComplete="off" />
        <Field name="key" label="Key in files" optional max={200} mono hint="How imports name this payee, such as a payroll number; without it, the name." />
        <Field name="email" label="E-mail" optional kind="email" max={200} autoComplete="off" />
        <SelectField
          name="memberId"
          label="Signs in as"
          optional
          options={members.map((m) => ({ value: m.id, label: m.name }))}
          hint="The member then sees these earnings, and never approves them."
        />
        <div className="form-acts">
          <Submit primary>Add</Submit>
          <LinkButton href={paths.payees()}>Cancel</LinkButton>
        </div>
      </Form>
    </Page>
  )
}
