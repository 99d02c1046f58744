import { load } from '@/app/_bind/load.ts'
import { SelectField } from '@/app/_ui/choice.client.tsx'
import { Field } from '@/app/_ui/field.client.tsx'
import { Form } from '@/app/_ui/form.client.tsx'
import { OtpField } from '@/app/_ui/otp-field.client.tsx'
import { Headline, Page } from '@/app/_ui/page.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Submit } from '@/app/_ui/submit.client.tsx'
import { listRoles } from '@/lib/tenancy/list-roles.ts'
import { roleWords } from '../../role-words.ts'
import { invite } from '../actions.ts'

export const metadata = { title: 'Invite' }
export default async function InvitePage() {
  const { roles } = await load(listRoles, {})
  return (
    <Page crumbs={[{ label: 'Members', href: paths.members() }, { label: 'Invite' }]} headline={<Headline>An invitation opens once, within three days; everyone sets up a second factor.</Headline>}>
      <Form action={invite} className="max-w-[520px]">
        <Field name="name" label="Name" max={100} /><Field name="email" label="E-mail" kind="email" max={254} /><SelectField name="role" label="Role" options={roles.map((r) => ({ value: r.name, label: `${roleWords(r.name)}: ${r.sentence}` }))} />
        <OtpField name="factorCode" label="Code from your authenticator app" /><Submit primary size="large">Invite</Submit>
      </Form>
    </Page>
  )
}
