import { load } from '@/app/_bind/load.ts'
import { AreaField } from '@/app/_ui/value-fields.client.tsx'
import { Form } from '@/app/_ui/form.client.tsx'
import { OtpField } from '@/app/_ui/otp-field.client.tsx'
import { Submit } from '@/app/_ui/submit.client.tsx'
import { showConnection } from '@/lib/tenancy/sso-connection.ts'
import { mapGroups } from '../../actions.ts'
import { ConnectionAct } from '../connection-act.tsx'

export const metadata = { title: 'Groups and roles' }
export default async function GroupsPage({ params }: { params: Promise<{ id: string }> }) {
  const c = await load(showConnection, { connectionId: (await params).id })
  return (
    <ConnectionAct c={c} title="Which role a group means">
      <Form action={mapGroups} hidden={{ connectionId: c.id }}>
        <AreaField
          name="lines"
          label="Groups and roles"
          rows={8}
          max={20000}
          optional
          defaultValue={c.groups.map((g) => `${g.group} = ${g.role.includes('=') ? g.key : g.role.replaceAll('_', ' ')}`).join('\n')}
          placeholder={'Payroll = finance\nDispatchers = dispatch'}
          hint={`One to a line; the first that fits decides. You may give: ${c.roles
            .filter((role) => role.why === undefined)
            .map((role) => role.name.replaceAll('_', ' '))
            .join(', ')}. It holds for people who joined by signing in, from their next sign-in on, and at once for people who are provisioned.`}
        />
        <OtpField name="factorCode" label="Code from your authenticator app" />
        <Submit primary wide size="large">
          Save
        </Submit>
      </Form>
    </ConnectionAct>
  )
}
