import { SwitchField } from '@/app/_ui/choice.client.tsx'
import { Field, FieldRow } from '@/app/_ui/field.client.tsx'
import { AreaField, MoneyField, NumberField } from '@/app/_ui/value-fields.client.tsx'
import { Form } from '@/app/_ui/form.client.tsx'
import type { FormAction } from '@/app/_ui/outcome.ts'
import { Submit } from '@/app/_ui/submit.client.tsx'
import type { ItemRow } from '@/lib/incentives/list-catalogue.ts'
import { decimalText } from '@/lib/kernel/money.ts'

/** The same fields for a new item and for one that changes. What was shown as stock goes along, so that a redemption meanwhile is noticed. */
export function ItemForm({ action, item, currency }: { action: FormAction; item?: ItemRow; currency: string }) {
  const text = (n: number | null | undefined) => (n === null || n === undefined ? '' : String(n))
  return (
    <Form action={action} {...(item ? { hidden: { id: item.id, stockBefore: text(item.stock), currency: item.price.currency } } : {})} className="narrow">
      <Field name="name" label="Name" max={120} defaultValue={item?.name} />
      <AreaField
        name="description"
        label="Description"
        optional
        rows={2}
        max={1000}
        defaultValue={item?.description}
        hint="Sizes, where it is handed out, until when."
      />
      <MoneyField
        name="price"
        label="Price"
        currency={item?.price.currency ?? currency}
        defaultValue={item ? decimalText(item.price) : undefined}
        hint="Taken from the balance. Redemptions that exist keep theirs."
      />
      <FieldRow>
        <NumberField name="stock" label="Stock" optional min={0} max={1_000_000} step={1} defaultValue={text(item?.stock)} hint="Empty: no limit." />
        <NumberField
          name="limitPerPayee"
          label="For each person"
          optional
          min={1}
          max={10_000}
          step={1}
          defaultValue={text(item?.limitPerPayee)}
          hint="Empty: no limit."
        />
      </FieldRow>
      <SwitchField
        name="isActive:bool"
        label="Offered"
        note="Withdrawn items stay in the books and with those who have redeemed them."
        defaultChecked={item ? item.state !== 'withdrawn' : true}
      />
      <Submit primary size="large">
        {item ? 'Save' : 'Add item'}
      </Submit>
    </Form>
  )
}
