import { notFound } from 'next/navigation'
import { load } from '@/app/_bind/load.ts'
import { Form } from '@/app/_ui/form.client.tsx'
import { Notice } from '@/app/_ui/notice.tsx'
import { OtpField } from '@/app/_ui/otp-field.client.tsx'
import { Submit } from '@/app/_ui/submit.client.tsx'
import { showConnection } from '@/lib/tenancy/sso-connection.ts'
import { reread } from '../../actions.ts'
import { ConnectionAct } from '../connection-act.tsx'

export const metadata = { title: 'Read the provider again' }
export default async function RereadPage({ params }: { params: Promise<{ id: string }> }) {
  const c = await load(showConnection, { connectionId: (await params).id })
  if (c.client === null) notFound()
  return (
    <ConnectionAct c={c} title="Read the provider again">
      <Notice tone="hold">
        Its addresses and ways of signing are taken over as it states them now. The issuer stays: people are known by it. Its keys are asked for by themselves.
      </Notice>
      <Form action={reread} hidden={{ connectionId: c.id }}>
        <OtpField name="factorCode" label="Code from your authenticator app" />
        <Submit primary wide size="large">
          Read again
        </Submit>
      </Form>
    </ConnectionAct>
  )
}
