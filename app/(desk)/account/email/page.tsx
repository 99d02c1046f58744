import { Act } from '@/app/_ui/act.tsx'
import { Field } from '@/app/_ui/field.client.tsx'
import { Form } from '@/app/_ui/form.client.tsx'
import { OtpField } from '@/app/_ui/otp-field.client.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Submit } from '@/app/_ui/submit.client.tsx'
import { showOwnAccount } from '@/lib/identity/own-account.ts'
import { ProfileFrame } from '../profile/frame.tsx'
import { email } from './actions.ts'
import { readOwn } from '../read-own.ts'

export const metadata = { title: 'Change your address' }
export default async function EmailPage() {
  const own = await readOwn(showOwnAccount)
  return (
    <>
      <ProfileFrame {...own} />
      <Act back={paths.account()} title="Change your e-mail address" cancel="Close" foot="Until both links are opened nothing changes.">
        <Form action={email}>
          <Field name="email" label="New address" kind="email" max={254} hint="A link goes to it and one to the present address." />
          <OtpField name="factorCode" label="Code from your authenticator app" />
          <Submit primary wide size="large">
            Send both links
          </Submit>
        </Form>
      </Act>
    </>
  )
}
