import { SelectField } from '@/app/_ui/choice.client.tsx'
import { Field, FieldRow } from '@/app/_ui/field.client.tsx'
import { DayField } from '@/app/_ui/value-fields.client.tsx'
import { Form } from '@/app/_ui/form.client.tsx'
import { OtpField } from '@/app/_ui/otp-field.client.tsx'
import { Submit } from '@/app/_ui/submit.client.tsx'
import type { listDelegations } from '@/lib/tenancy/delegation.ts'
import { begin } from './actions.ts'

type Offers = Awaited<ReturnType<typeof listDelegations.invoke>>['mayDelegate']
/** One form for each right one holds, because each right has colleagues of its own who can stand in. */
export function DelegationForms({ offers, today, latest }: { offers: Offers; today: string; latest: string }) {
  return (
    <div className="halves">
      {offers.map((offer) => (
        <Form key={offer.permission} action={begin} hidden={{ permission: offer.permission }} label={offer.sentence}>
          <h3 className="font-medium">{offer.sentence}</h3>
          <SelectField
            name="to"
            label="To"
            placeholder={offer.candidates.length === 0 ? 'Nobody else can see what there is to decide' : 'Choose a colleague…'}
            options={offer.candidates.map((person) => ({ value: person.id, label: `${person.name}, ${person.role.replace('_', ' ')}` }))}
          />
          <FieldRow>
            <DayField name="from" label="First day" min={today} max={latest} defaultValue={today} />
            <DayField name="until" label="Last day" min={today} max={latest} />
          </FieldRow>
          <Field name="reason" label="Reason" optional max={200} />
          <OtpField name="factorCode" label="Code from your authenticator app" />
          <Submit primary size="large" why={offer.candidates.length === 0 ? 'No colleague can stand in for this' : undefined}>
            Delegate
          </Submit>
        </Form>
      ))}
    </div>
  )
}
