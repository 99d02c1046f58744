import { Act } from '@/app/_ui/act.tsx'
import { Field } from '@/app/_ui/field.client.tsx'
import { Form } from '@/app/_ui/form.client.tsx'
import { OtpField } from '@/app/_ui/otp-field.client.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Submit } from '@/app/_ui/submit.client.tsx'
import { showOwnAccount } from '@/lib/identity/own-account.ts'
import { FactorsFrame } from '../frame.tsx'
import { add } from '../factors/actions.ts'
import { readOwn } from '../read-own.ts'

export const metadata = { title: 'Add an authenticator' }
export default async function AddFactorPage() {
  const own = await readOwn(showOwnAccount)
  return (
    <>
      <FactorsFrame {...own} />
      <Act back={paths.account('factors')} title="Add an authenticator" foot="A second device means that a lost phone locks nobody out.">
        <Form action={add}>
          <Field name="name" label="Name" max={60} autoComplete="off" hint="Such as “Tablet” or “Office phone”" />
          <OtpField name="factorCode" label="Code from an authenticator that you have" />
          <Submit primary wide size="large">
            Continue
          </Submit>
        </Form>
      </Act>
    </>
  )
}
