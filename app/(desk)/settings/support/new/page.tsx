import { load } from '@/app/_bind/load.ts'
import { Field } from '@/app/_ui/field.client.tsx'
import { NumberField } from '@/app/_ui/value-fields.client.tsx'
import { Form } from '@/app/_ui/form.client.tsx'
import { Notice } from '@/app/_ui/notice.tsx'
import { OtpField } from '@/app/_ui/otp-field.client.tsx'
import { Headline, Page } from '@/app/_ui/page.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Submit } from '@/app/_ui/submit.client.tsx'
import { supportHoursMax } from '@/lib/tenancy/support/support-inputs.ts'
import { listSupport } from '@/lib/tenancy/support/list-support.ts'
import { grant } from '../actions.ts'

export const metadata = { title: 'Let an operator look' }
export default async function NewSupportGrantPage() {
  const { mayChange, isPlatform } = await load(listSupport, {})
  return (
    <Page
      crumbs={[{ label: 'Settings', href: paths.settings('company') }, { label: 'Support', href: paths.settings('support') }, { label: 'Let in' }]}
      headline={<Headline>One person, for hours, to look and not to touch.</Headline>}
      about="They see what a read-only member sees, without full bank details, bank statements, files and exports. They come in with a second factor, and only from the company’s networks where you have a list of them. You can end it at any time."
    >
      {isPlatform ? (
        <Notice tone="hold" title="Operators are at home here.">
          Companies let operators in.
        </Notice>
      ) : mayChange ? (
        <Form action={grant} className="form max-w-[560px]">
          <Field
            name="operator"
            label="E-mail of the operator"
            kind="email"
            max={254}
            autoComplete="off"
            hint="The address that they sign in with; ask whoever helps you."
          />
          <NumberField
            name="hours:int"
            label="For"
            suffix="hours"
            step={1}
            defaultValue={4}
            min={1}
            max={supportHoursMax}
            hint={`At most ${supportHoursMax}; it ends by itself.`}
          />
          <Field name="reason" label="What they are to look at" max={300} hint="They read it, and it stands in your log." />
          <OtpField name="factorCode" label="Code from your authenticator app" hint="It lets somebody in, so it asks again." />
          <div>
            <Submit primary size="large">
              Let them look
            </Submit>
          </div>
        </Form>
      ) : (
        <Notice tone="warn" title="Not yours to give.">
          An admin or owner lets an operator look.
        </Notice>
      )}
    </Page>
  )
}
