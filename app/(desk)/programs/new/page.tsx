import { load } from '@/app/_bind/load.ts'
import { SelectField } from '@/app/_ui/choice.client.tsx'
import { Field, FieldRow, MoneyField } from '@/app/_ui/field.client.tsx'
import { Form } from '@/app/_ui/form.client.tsx'
import { Headline, Page, Section } from '@/app/_ui/page.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Submit } from '@/app/_ui/submit.client.tsx'
import { showDesk } from '@/lib/tenancy/show-desk.ts'
import { write } from '../actions.ts'
import { confirmations } from '../confirmations.ts'
import { RuleFields } from '../rule-fields.tsx'

export const metadata = { title: 'Write program' }
export default async function NewProgramPage() {
  const desk = await load(showDesk, {}), currency = desk.currency
  return (
    <Page crumbs={[{ label: 'Programs', href: paths.programs() }, { label: 'Write' }]} headline={<Headline>A program says which work earns what; it is tried before it pays.</Headline>}>
      <Form action={write} className="max-w-[760px]">
        <Section title="Program">
          <Field name="name" label="Name" max={120} placeholder="Closed within two days" />
          <FieldRow><SelectField name="period" label="Pays every" options={[{ value: 'week', label: 'Week' }, { value: 'month', label: 'Month' }, { value: 'quarter', label: 'Quarter' }, { value: 'year', label: 'Year' }]} defaultValue="month" /><Field name="currency" label="Currency" max={3} defaultValue={currency} /><MoneyField name="budget" label="Budget" currency={currency} optional hint="Without a budget nothing can be computed; it can be added later." /><MoneyField name="minimum" label="Minimum" currency={currency} optional hint="Smaller sums carry over" /></FieldRow>
          <SelectField name="confirmation" label="Computed awards are confirmed" options={confirmations} defaultValue="by_person" />
        </Section>
        <RuleFields currency={currency} />
        <Submit primary size="large">Save as draft</Submit>
      </Form>
    </Page>
  )
}
