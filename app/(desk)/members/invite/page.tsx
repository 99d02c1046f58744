import { load } from '@/app/_bind/load.ts'
import { ChoiceField } from '@/app/_ui/choice.client.tsx'
import { Field } from '@/app/_ui/field.client.tsx'
import { Form } from '@/app/_ui/form.client.tsx'
import { Notice } from '@/app/_ui/notice.tsx'
import { OtpField } from '@/app/_ui/otp-field.client.tsx'
import { Headline, Page } from '@/app/_ui/page.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { ShownOnce } from '@/app/_ui/shown-once.client.tsx'
import { Submit } from '@/app/_ui/submit.client.tsx'
import { showInviting } from '@/lib/tenancy/invite-member.ts'
import { roleWords } from '../../role-words.ts'
import { invite } from '../actions.ts'

export const metadata = { title: 'Invite' }
export default async function InvitePage() {
  const { roles, company } = await load(showInviting, {})
  return (
    <Page
      crumbs={[{ label: 'Members', href: paths.members() }, { label: 'Invite' }]}
      headline={<Headline>An invitation to {company} works once, within three days.</Headline>}
      about="The person chooses a password and sets up a second factor; whoever has an account keeps it."
    >
      <Form action={invite} className="max-w-[560px]" fresh>
        <ShownOnce />
        <Field name="name" label="Name" max={100} autoComplete="off" />
        <Field name="email" label="E-mail" kind="email" max={254} autoComplete="off" />
        <ChoiceField
          name="role"
          label="Role"
          options={roles.map((r) => ({ value: r.role, label: roleWords(r.name), note: r.sentence, ...(r.why === undefined ? {} : { why: r.why }) }))}
        />
        <OtpField name="factorCode" label="Code from your authenticator app" hint="Inviting gives rights away, so it asks again." />
        <Submit primary size="large">
          Invite
        </Submit>
      </Form>
      {roles.length === 0 && <Notice tone="warn">Your role invites nobody.</Notice>}
    </Page>
  )
}
