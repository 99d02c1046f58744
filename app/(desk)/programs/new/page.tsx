import { load, loadIfAllowed } from '@/app/_bind/load.ts'
import { ChecksField, SelectField } from '@/app/_ui/choice.client.tsx'
import { Field, FieldRow } from '@/app/_ui/field.client.tsx'
import { AreaField, MoneyField } from '@/app/_ui/value-fields.client.tsx'
import { Form } from '@/app/_ui/form.client.tsx'
import { Headline, Page, Section } from '@/app/_ui/page.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Submit } from '@/app/_ui/submit.client.tsx'
import { listChoices } from '@/lib/incentives/list-payees.ts'
import { showDesk } from '@/lib/tenancy/show-desk.ts'
import { write } from '../actions.ts'
import { confirmationHint, confirmations } from '../confirmations.ts'
import { budgetHint, minimumHint } from '../money-hints.ts'
import { RuleFields } from '../rule-fields.tsx'

export const metadata = { title: 'Write program' }
export default async function NewProgramPage() {
  const desk = await load(showDesk, {}),
    currency = desk.currency,
    crews = (await loadIfAllowed(listChoices, {}))?.crews ?? []
  return (
    <Page
      crumbs={[{ label: 'Programs', href: paths.programs() }, { label: 'Write' }]}
      headline={<Headline>A program says which work earns what; it is tried before it pays.</Headline>}
    >
      <Form action={write} className="max-w-[760px]">
        <Section title="Program">
          <Field name="name" label="Name" max={120} placeholder="Closed within two days" />
          <FieldRow>
            <SelectField
              name="period"
              label="Pays every"
              options={[
                { value: 'week', label: 'Week' },
                { value: 'month', label: 'Month' },
                { value: 'quarter', label: 'Quarter' },
                { value: 'year', label: 'Year' },
              ]}
              defaultValue="month"
            />
            <Field name="currency" label="Currency" max={3} defaultValue={currency} />
            <MoneyField name="budget" label="Budget for all periods" currency={currency} optional hint={budgetHint} />
            <MoneyField name="minimum" label="Minimum per payout" currency={currency} optional hint={minimumHint} />
          </FieldRow>
          <SelectField name="confirmation" label="Computed awards are confirmed" hint={confirmationHint} options={confirmations} defaultValue="by_person" />
        </Section>
        <Section title="Who takes part" note="nobody named: everyone">
          {crews.length > 0 && (
            <ChecksField
              name="crewIds[]"
              label="Crews"
              optional
              inline
              options={crews.map((crew) => ({ value: crew.id, label: crew.name }))}
              hint="Whoever is on it on the last day of a period"
            />
          )}
          <AreaField
            name="payeeNumbers"
            label="Payees"
            optional
            max={20_000}
            rows={2}
            hint="Their numbers, such as PE-00012, with a blank or a line between them"
          />
        </Section>
        <RuleFields currency={currency} />
        <Submit primary size="large">
          Save as draft
        </Submit>
      </Form>
    </Page>
  )
}
