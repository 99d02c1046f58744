import { LinkButton } from '@/app/_ui/button.tsx'
import { Form } from '@/app/_ui/form.client.tsx'
import { OtpField } from '@/app/_ui/otp-field.client.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Ask } from '@/app/_ui/shell/gate.tsx'
import { Submit } from '@/app/_ui/submit.client.tsx'
import { confirm } from './actions.ts'

export const metadata = { title: 'Confirm it is you' }
/** Ahead of something that asks for a second factor proven within five minutes and cannot ask itself, such as a download. */
export default async function ConfirmPage({ searchParams }: { searchParams: Promise<{ next?: string | string[] }> }) {
  const { next } = await searchParams
  return (
    <Ask title="Confirm it’s you" said="What comes next takes personal data out of the product. A code is good for five minutes of it.">
      <Form action={confirm} hidden={typeof next === 'string' ? { next } : {}}>
        <OtpField name="factorCode" label="Code from your authenticator app" hint="Paste works. The sixth digit sends it." sends autoFocus />
        <Submit primary wide size="large">Continue</Submit>
      </Form>
      <LinkButton href={paths.home()} wide size="large">Cancel</LinkButton>
    </Ask>
  )
}
