import { load } from '@/app/_bind/load.ts'
import { Act } from '@/app/_ui/act.tsx'
import { Form } from '@/app/_ui/form.client.tsx'
import { Notice } from '@/app/_ui/notice.tsx'
import { OtpField } from '@/app/_ui/otp-field.client.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Submit } from '@/app/_ui/submit.client.tsx'
import { showDesk } from '@/lib/tenancy/show-desk.ts'
import { showOwnAccount } from '@/lib/identity/own-account.ts'
import { ProfileFrame } from '../profile/frame.tsx'
import { leave } from './actions.ts'
import { readOwn } from '../read-own.ts'

export const metadata = { title: 'Leave the company' }
export default async function LeavePage() {
  const [own, { company }] = await Promise.all([readOwn(showOwnAccount), load(showDesk, {})])
  return (
    <>
      <ProfileFrame {...own} />
      <Act back={paths.account()} title={`Leave ${company}`} foot="The last owner cannot leave.">
        <Notice tone="warn">You lose every right here at once. What you did and earned stays, and your account stays yours.</Notice>
        <Form action={leave}>
          <OtpField name="factorCode" label="Code from your authenticator app" />
          <Submit danger wide size="large">
            Leave
          </Submit>
        </Form>
      </Act>
    </>
  )
}
