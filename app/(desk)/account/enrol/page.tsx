import { redirect } from 'next/navigation'
import { flowSecret, lookAt } from '@/app/_bind/flow.ts'
import { Act } from '@/app/_ui/act.tsx'
import { Form } from '@/app/_ui/form.client.tsx'
import { OtpField } from '@/app/_ui/otp-field.client.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Submit } from '@/app/_ui/submit.client.tsx'
import { showFlow } from '@/lib/identity/show-flow.ts'
import { showOwnAccount } from '@/lib/identity/own-account.ts'
import { QrCode } from '../../../(auth)/qr-code.tsx'
import { FactorsFrame } from '../frame.tsx'
import { confirm } from '../factors/actions.ts'
import { readOwn } from '../read-own.ts'

export const metadata = { title: 'Add an authenticator' }
export default async function EnrolPage() {
  const flow = await flowSecret(),
    view = flow ? await lookAt(showFlow, { flow }) : undefined
  if (view?.kind !== 'enrol' || view.step !== 'enrol') redirect(paths.account('factors'))
  const own = await readOwn(showOwnAccount)
  return (
    <>
      <FactorsFrame {...own} />
      <Act back={paths.account('factors')} title="Scan it with the new authenticator" foot="Your other sessions end.">
        <QrCode view={view} />
        <Form action={confirm}>
          <OtpField name="code" label="Code that the new one shows" sends />
          <Submit primary wide size="large">
            Add it
          </Submit>
        </Form>
      </Act>
    </>
  )
}
