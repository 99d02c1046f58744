import { SelectField } from '@/app/_ui/choice.client.tsx'
import { Field, FieldRow } from '@/app/_ui/field.client.tsx'
import { AreaField, MoneyField, NumberField } from '@/app/_ui/value-fields.client.tsx'
import type { listChoices } from '@/lib/incentives/list-payees.ts'

interface Given {
  readonly kind?: string
  readonly payee?: string | undefined
  readonly crew?: string | undefined
  readonly opened?: string
  readonly closed?: string
  readonly quantity?: string | undefined
  readonly value?: string | undefined
  readonly note?: string | undefined
}
/** What a work record says, as fields: the same for a new one and for a correction. */
export function FactsFields({ choices, given = {} }: { choices: Awaited<ReturnType<typeof listChoices.invoke>>; given?: Given }) {
  const zone = `In ${choices.zone}, such as 2026-05-14 09:30.`
  return (
    <>
      <Field name="kind" label="Kind of work" max={80} defaultValue={given.kind ?? 'visit'} />
      <FieldRow>
        <SelectField name="payee" label="Payee" optional defaultValue={given.payee} options={choices.payees.map((p) => ({ value: p.id, label: p.name }))} />
        <SelectField name="crew" label="Crew" optional defaultValue={given.crew} options={choices.crews.map((c) => ({ value: c.id, label: c.name }))} />
      </FieldRow>
      <FieldRow>
        <Field name="opened" label="Opened" optional max={40} mono defaultValue={given.opened} hint={zone} />
        <Field name="closed" label="Closed" optional max={40} mono defaultValue={given.closed} hint="Without it the record stays open and earns nothing." />
      </FieldRow>
      <FieldRow>
        <NumberField name="quantity" label="Quantity" optional defaultValue={given.quantity} />
        <MoneyField name="value" label="Value" optional currency={choices.currency} defaultValue={given.value} />
      </FieldRow>
      <AreaField name="note" label="Note" optional max={2_000} defaultValue={given.note} />
    </>
  )
}
