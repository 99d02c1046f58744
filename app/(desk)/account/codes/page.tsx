import { Act } from '@/app/_ui/act.tsx'
import { Form } from '@/app/_ui/form.client.tsx'
import { OtpField } from '@/app/_ui/otp-field.client.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { ShownOnce } from '@/app/_ui/shown-once.client.tsx'
import { Submit } from '@/app/_ui/submit.client.tsx'
import { showOwnAccount } from '@/lib/identity/own-account.ts'
import { FactorsFrame } from '../frame.tsx'
import { newCodes } from '../factors/actions.ts'
import { readOwn } from '../read-own.ts'

export const metadata = { title: 'New backup codes' }
export default async function CodesPage() {
  const own = await readOwn(showOwnAccount)
  return (
    <>
      <FactorsFrame {...own} />
      <Act back={paths.account('factors')} title="Make ten new backup codes" cancel="Close" foot="The old ones stop working at once.">
        <Form action={newCodes}>
          <ShownOnce note="Print them or keep them in a password manager, not beside the phone." />
          <OtpField name="factorCode" label="Code from your authenticator app" />
          <Submit primary wide size="large">
            Make new codes
          </Submit>
        </Form>
      </Act>
    </>
  )
}
