import { notFound } from 'next/navigation'
import { Act } from '@/app/_ui/act.tsx'
import { Form } from '@/app/_ui/form.client.tsx'
import { Notice } from '@/app/_ui/notice.tsx'
import { OtpField } from '@/app/_ui/otp-field.client.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Submit } from '@/app/_ui/submit.client.tsx'
import { showOwnAccount } from '@/lib/identity/own-account.ts'
import { FactorsFrame } from '../../../frame.tsx'
import { readOwn } from '../../../read-own.ts'
import { remove } from '../../actions.ts'

export const metadata = { title: 'Remove a second factor' }
export default async function RemoveFactorPage({ params }: { params: Promise<{ id: string }> }) {
  const own = await readOwn(showOwnAccount),
    { id } = await params,
    factor = own.account.factors.find((f) => f.id === id)
  if (!factor) notFound()
  return (
    <>
      <FactorsFrame {...own} />
      <Act back={paths.account('factors')} title={`Remove ${factor.name}`} foot="You are told by mail.">
        <Notice tone="warn">
          {factor.kind === 'passkey' ? 'It stops working here; the device may go on showing it until you remove it there' : 'Its codes stop working'}, and every
          other session of yours ends.
        </Notice>
        <Form action={remove} hidden={{ id: factor.id }}>
          <OtpField name="factorCode" label="Code from another authenticator of yours" />
          <Submit danger wide size="large">
            Remove
          </Submit>
        </Form>
      </Act>
    </>
  )
}
