import { Act } from '@/app/_ui/act.tsx'
import { Field } from '@/app/_ui/field.client.tsx'
import { Form } from '@/app/_ui/form.client.tsx'
import { OtpField } from '@/app/_ui/otp-field.client.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Submit } from '@/app/_ui/submit.client.tsx'
import { showOwnAccount } from '@/lib/identity/own-account.ts'
import { ProfileFrame } from '../profile/frame.tsx'
import { password } from './actions.ts'
import { readOwn } from '../read-own.ts'

export const metadata = { title: 'Change your password' }
export default async function PasswordPage() {
  const own = await readOwn(showOwnAccount)
  return (
    <>
      <ProfileFrame {...own} />
      <Act back={paths.account()} title="Change your password" foot="Every other session of yours ends; you are told by mail.">
        <Form action={password}>
          <Field name="password" label="Present password" kind="password" max={1000} />
          <Field
            name="newPassword"
            label="New password"
            kind="new-password"
            max={1000}
            hint="Twelve characters or more. A few unrelated words are easy to keep."
          />
          <OtpField name="factorCode" label="Code from your authenticator app" />
          <Submit primary wide size="large">
            Change password
          </Submit>
        </Form>
      </Act>
    </>
  )
}
