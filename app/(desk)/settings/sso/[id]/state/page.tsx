import { load } from '@/app/_bind/load.ts'
import { Form } from '@/app/_ui/form.client.tsx'
import { Notice } from '@/app/_ui/notice.tsx'
import { OtpField } from '@/app/_ui/otp-field.client.tsx'
import { Submit } from '@/app/_ui/submit.client.tsx'
import { showConnection } from '@/lib/tenancy/sso-connection.ts'
import { switchTo } from '../../actions.ts'
import { ConnectionAct } from '../connection-act.tsx'

export const metadata = { title: 'Switch a connection' }
export default async function SwitchConnectionPage({ params }: { params: Promise<{ id: string }> }) {
  const c = await load(showConnection, { connectionId: (await params).id }),
    isOn = c.state === 'on'
  return (
    <ConnectionAct c={c} title={isOn ? `Switch ${c.name} off` : `Switch ${c.name} on`}>
      <Notice tone={isOn ? 'warn' : 'hold'}>
        {isOn
          ? 'Nobody signs in by it any more; sessions that are open go on. Passwords keep working; where it is required and no other provider is on, lift that first.'
          : 'Whoever it vouches for with an address at a proven domain may sign in. Passwords keep working unless you require it.'}
      </Notice>
      <Form action={switchTo} hidden={{ connectionId: c.id, to: isOn ? 'off' : 'on' }}>
        <OtpField name="factorCode" label="Code from your authenticator app" />
        <Submit primary={!isOn} danger={isOn} wide size="large">
          {isOn ? 'Switch off' : 'Switch on'}
        </Submit>
      </Form>
    </ConnectionAct>
  )
}
