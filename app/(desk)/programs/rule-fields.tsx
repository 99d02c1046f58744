import { CheckField, SelectField } from '@/app/_ui/choice.client.tsx'
import { Field, FieldRow } from '@/app/_ui/field.client.tsx'
import { AreaField, MoneyField, NumberField } from '@/app/_ui/value-fields.client.tsx'
import { Section } from '@/app/_ui/page.tsx'

const kinds = [
  { value: 'per_unit', label: 'So much each' },
  { value: 'tiers', label: 'More from a certain count on' },
  { value: 'threshold', label: 'Once, when a count is reached' },
  { value: 'percentage', label: 'A percentage of the value' },
  { value: 'nomination', label: 'By nomination, with a proof' },
]
const units = [
  { value: 'record', label: 'Record' },
  { value: 'quantity', label: 'Quantity' },
]
const ops = [
  { value: 'is', label: 'is' },
  { value: 'is_not', label: 'is not' },
  { value: 'one_of', label: 'is one of' },
  { value: 'contains', label: 'contains' },
  { value: 'at_least', label: 'is at least' },
  { value: 'at_most', label: 'is at most' },
  { value: 'is_set', label: 'is set' },
  { value: 'is_not_set', label: 'is not set' },
]

/** What a rule is written with: what it pays, which work counts, how it is shared, and its limits. Fields that the chosen way of paying does not use are hidden by the style sheet, so this works without script. */
export function RuleFields({ currency, values = {} }: { currency: string; values?: Readonly<Record<string, string>> }) {
  return (
    <>
      <Section title="What it pays">
        <div className="by-kind">
          <FieldRow>
            <SelectField name="pay" label="Way of paying" options={kinds} defaultValue={values['pay'] ?? 'per_unit'} />
            <div data-for="per_unit tiers threshold">
              <SelectField name="unit" label="Counted by" options={units} defaultValue={values['unit'] ?? 'record'} />
            </div>
          </FieldRow>
          <div data-for="per_unit threshold percentage">
            <FieldRow>
              <div data-for="per_unit threshold">
                <MoneyField
                  name="rate"
                  label="Amount"
                  currency={currency}
                  optional="silently"
                  defaultValue={values['rate']}
                  hint="For each, or once when the count is reached"
                />
              </div>
              <div data-for="threshold">
                <NumberField name="reach" label="Reached at" optional="silently" suffix="counted" defaultValue={values['reach']} />
              </div>
              <div data-for="percentage">
                <NumberField name="percent" label="Percentage" optional="silently" suffix="% of the value" defaultValue={values['percent']} />
              </div>
            </FieldRow>
          </div>
          <div data-for="tiers">
            <AreaField
              name="tiers"
              label="Steps"
              optional="silently"
              rows={3}
              max={800}
              hint="One a line: from which count on, and what each pays. “1: 2.50”, “21: 3.00”"
              defaultValue={values['tiers']}
            />
          </div>
          <div data-for="tiers">
            <CheckField name="backApply:bool" label="The highest step reached pays for all of the period" defaultChecked={values['backApply'] === 'true'} />
          </div>
          <div data-for="nomination">
            <FieldRow>
              <MoneyField name="least" label="At least" currency={currency} optional="silently" defaultValue={values['least']} />
              <MoneyField name="most" label="At most" currency={currency} optional="silently" defaultValue={values['most']} />
            </FieldRow>
          </div>
        </div>
      </Section>
      <Section title="Which work counts">
        <NumberField name="withinHours" label="Closed within" optional suffix="hours of opening" defaultValue={values['withinHours']} />
        {[1, 2, 3].map((n) => (
          <FieldRow key={n}>
            <Field
              name={`field${n}`}
              label={n === 1 ? 'Field' : 'And field'}
              optional
              max={48}
              hint={n === 1 ? 'kind, quantity, value, or a column of the import by its name' : undefined}
              defaultValue={values[`field${n}`]}
            />
            <SelectField name={`op${n}`} label="Comparison" options={ops} defaultValue={values[`op${n}`] ?? 'is'} />
            <Field name={`value${n}`} label="Value" optional max={200} defaultValue={values[`value${n}`]} />
          </FieldRow>
        ))}
      </Section>
      <Section title="Sharing and limits">
        <FieldRow>
          <SelectField
            name="split"
            label="Shared"
            options={[
              { value: 'none', label: 'By the person who did it' },
              { value: 'equal', label: 'Equally among the crew' },
              { value: 'shares', label: 'Among the crew by share' },
            ]}
            defaultValue={values['split'] ?? 'none'}
          />
          <MoneyField name="capPayee" label="At most per payee" currency={currency} optional defaultValue={values['capPayee']} />
          <MoneyField name="capProgram" label="At most for all" currency={currency} optional defaultValue={values['capProgram']} />
        </FieldRow>
      </Section>
    </>
  )
}
