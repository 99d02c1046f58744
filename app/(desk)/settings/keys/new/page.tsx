import { load } from '@/app/_bind/load.ts'
import { ChecksField } from '@/app/_ui/choice.client.tsx'
import { Field } from '@/app/_ui/field.client.tsx'
import { NumberField, AreaField } from '@/app/_ui/value-fields.client.tsx'
import { Form } from '@/app/_ui/form.client.tsx'
import { Notice } from '@/app/_ui/notice.tsx'
import { OtpField } from '@/app/_ui/otp-field.client.tsx'
import { Headline, Page } from '@/app/_ui/page.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { ShownOnce } from '@/app/_ui/shown-once.client.tsx'
import { Submit } from '@/app/_ui/submit.client.tsx'
import { listApiKeys } from '@/lib/tenancy/keys/api-key.ts'
import { daysDefault, daysMax } from '@/lib/tenancy/keys/key-inputs.ts'
import { ClosedNotice, closedBy } from '../../../closed.tsx'
import { make } from '../actions.ts'

export const metadata = { title: 'Make a key' }
export default async function NewKeyPage() {
  const { mayMake, offered } = await load(listApiKeys, { state: 'alive' }),
    closed = await closedBy('api')
  return (
    <Page
      crumbs={[{ label: 'Settings', href: paths.settings('company') }, { label: 'API keys', href: paths.settings('keys') }, { label: 'Make a key' }]}
      headline={<Headline>A key lets a program act for you.</Headline>}
      about="It does what you tick here, as long as you may do it yourself. The log names you and the key for everything it does. Approving, releasing, bank details, roles and exports of personal data stay with people."
    >
      {closed ? (
        <ClosedNotice closed={closed} />
      ) : !mayMake ? (
        <Notice tone="warn" title="Your role makes no keys.">
          An admin or owner can change that.
        </Notice>
      ) : offered.length === 0 ? (
        <Notice tone="hold" title="There is nothing to hand on.">
          Your role holds none of the rights that a key can have.
        </Notice>
      ) : (
        <Form action={make} className="form max-w-[560px]" fresh>
          <ShownOnce />
          <Field name="name" label="Name" max={60} autoComplete="off" hint="By which you know it again, such as “Payroll sync”." />
          <ChecksField
            name="permissions[]"
            label="It may"
            options={offered.map(({ name, sentence }) => ({ value: name, label: sentence }))}
            hint="The fewer, the less there is to lose."
          />
          <NumberField name="days:int" label="It ends after" suffix="days" step={1} defaultValue={daysDefault} min={1} max={daysMax} />
          <AreaField
            name="networks"
            label="Networks"
            optional
            max={2_000}
            rows={3}
            hint="Only from these, such as 203.0.113.0/24. Without any: from wherever you may come in yourself."
          />
          <OtpField name="factorCode" label="Code from your authenticator app" hint="A key gives rights away, so it asks again." />
          <div>
            <Submit primary size="large">
              Make the key
            </Submit>
          </div>
        </Form>
      )}
    </Page>
  )
}
