import { CheckField, SwitchField } from '@/app/_ui/choice.client.tsx'
import { Field, FieldRow } from '@/app/_ui/field.client.tsx'
import { NumberField } from '@/app/_ui/value-fields.client.tsx'
import { Form } from '@/app/_ui/form.client.tsx'
import { OtpField } from '@/app/_ui/otp-field.client.tsx'
import { Section } from '@/app/_ui/page.tsx'
import { Submit } from '@/app/_ui/submit.client.tsx'
import type { OriginatorView } from '@/lib/incentives/list-originators.ts'
import { save } from './actions.ts'

type Originator = OriginatorView['body']
type Rail = Originator['rail']
/** The settings of one rail. The account is typed anew at each change: a form that showed it whole would show it to every onlooker. */
export function OriginatorForm({ rail, currency, now }: { rail: Rail; currency: string; now?: Originator | undefined }) {
  const cutOff =
    now && 'cutOff' in now
      ? now.cutOff
      : rail === 'nacha'
        ? { time: '17:00', zone: 'America/New_York', leadDays: 1, horizonDays: 45 }
        : { time: '15:00', zone: 'Europe/Brussels', leadDays: 1, horizonDays: 90 }
  return (
    <Form action={save} hidden={{ rail, currency }} className="max-w-[640px]">
      <Field
        name="name"
        label="Paid by"
        max={rail === 'pain001' ? 70 : 23}
        hint="The name of the account holder, as the bank knows it."
        {...(now ? { defaultValue: now.name } : {})}
      />
      {rail === 'pain001' && <IbanFields now={now?.rail === 'pain001' ? now : undefined} />}
      {rail === 'nacha' && <AchFields now={now?.rail === 'nacha' ? now : undefined} />}
      {rail === 'payroll_csv' && (
        <Field
          name="companyCode"
          label="Company code"
          optional
          max={35}
          hint="How the payroll office knows the company."
          {...(now?.rail === 'payroll_csv' && now.companyCode ? { defaultValue: now.companyCode } : {})}
        />
      )}
      {rail !== 'payroll_csv' && (
        <Section title="The bank’s cut-off" note="later counts as the next open day">
          <div className="form">
            <FieldRow>
              <Field name="cutOff.time" label="Time" max={5} defaultValue={cutOff.time} />
              <Field name="cutOff.zone" label="Zone" max={60} defaultValue={cutOff.zone} />
            </FieldRow>
            <FieldRow>
              <NumberField name="cutOff.leadDays:int" label="Lead" min={0} max={10} suffix="open days" defaultValue={String(cutOff.leadDays)} />
              <NumberField name="cutOff.horizonDays:int" label="Dates up to" min={1} max={365} suffix="days ahead" defaultValue={String(cutOff.horizonDays)} />
            </FieldRow>
          </div>
        </Section>
      )}
      <SwitchField
        name="isTest:bool"
        label="Test files only"
        note="Files are marked as tests, and no batch can be released."
        defaultChecked={now?.testFile ?? false}
      />
      <OtpField name="factorCode" label="Code from your authenticator app" hint="Whoever changes the paying account moves all later money." />
      <Submit primary size="large">
        Check and save
      </Submit>
    </Form>
  )
}

function IbanFields({ now }: { now?: Extract<Originator, { rail: 'pain001' }> | undefined }) {
  const address = now?.address
  return (
    <>
      <Field name="iban" label="IBAN" max={50} mono secret hint={now ? `Now ${now.iban}; type it whole again.` : 'Blanks do not matter.'} />
      <Field
        name="bic"
        label="BIC of the bank"
        optional
        max={20}
        mono
        hint="Needed for payments outside SEPA."
        {...(now?.bic ? { defaultValue: now.bic } : {})}
      />
      <FieldRow>
        <Field name="street" label="Street" optional max={70} {...(address?.street ? { defaultValue: address.street } : {})} />
        <Field name="building" label="Number" optional max={16} {...(address?.building ? { defaultValue: address.building } : {})} />
      </FieldRow>
      <FieldRow>
        <Field name="postcode" label="Postcode" optional max={16} {...(address?.postcode ? { defaultValue: address.postcode } : {})} />
        <Field name="town" label="Town" optional max={35} {...(address ? { defaultValue: address.town } : {})} />
        <Field name="country" label="Country" optional max={2} hint="Two letters, such as NL" {...(address ? { defaultValue: address.country } : {})} />
      </FieldRow>
      <CheckField
        name="batchBooking:bool"
        label="Ask for one statement line per file"
        note="Otherwise one line per payment. The bank’s agreement wins."
        defaultChecked={now?.batchBooking ?? true}
      />
      <CheckField
        name="salary:bool"
        label="These are wages"
        note="Says so to the bank once per file (category purpose SALA)."
        defaultChecked={now?.salary ?? false}
      />
    </>
  )
}
function AchFields({ now }: { now?: Extract<Originator, { rail: 'nacha' }> | undefined }) {
  const of = (text: string | undefined) => (text === undefined ? {} : { defaultValue: text })
  return (
    <>
      <FieldRow>
        <Field name="companyName" label="Name on the payee’s statement" max={16} {...of(now?.companyName)} />
        <Field name="companyId" label="Company id" max={10} mono hint="Ten characters from the bank, usually 1 and the tax number" {...of(now?.companyId)} />
      </FieldRow>
      <FieldRow>
        <Field name="routing" label="Routing number of our bank" max={9} mono {...of(now?.routing)} />
        <Field name="bankName" label="Name of our bank" max={23} {...of(now?.bankName)} />
      </FieldRow>
      <Field
        name="accountNumber"
        label="Account number that it is paid from"
        optional
        max={17}
        mono
        secret
        hint={
          now?.accountNumber
            ? `Now ${now.accountNumber}; it stays unless you type another.`
            : 'As the bank writes it on its statements: they are known by it. An ACH file does not carry it.'
        }
      />
      <FieldRow>
        <Field
          name="immediateDestination"
          label="Immediate destination"
          optional
          max={10}
          mono
          hint="Only if the bank gave one"
          {...of(now?.immediateDestination)}
        />
        <Field name="immediateOrigin" label="Immediate origin" optional max={10} mono hint="Only if the bank gave one" {...of(now?.immediateOrigin)} />
      </FieldRow>
      <Field
        name="businessDescription"
        label="Description for businesses"
        optional
        max={10}
        hint="People always read PAYROLL."
        {...of(now?.businessDescription)}
      />
      <CheckField
        name="addenda:bool"
        label="Send a text with each payment"
        note="In a record of its own, which some banks charge for."
        defaultChecked={now?.addenda ?? false}
      />
    </>
  )
}
