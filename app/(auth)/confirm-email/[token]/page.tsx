import { Form } from '@/app/_ui/form.client.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { TextLink } from '@/app/_ui/link.tsx'
import { Ask } from '@/app/_ui/shell/gate.tsx'
import { Submit } from '@/app/_ui/submit.client.tsx'
import { confirmAddress } from '../actions.ts'

export const metadata = { title: 'Confirm an address' }
/** Opening the link does nothing: mail programs open every link that they carry. Pressing the button does. */
export default async function ConfirmEmailPage({ params }: { params: Promise<{ token: string }> }) {
  return (
    <Ask title="Confirm this address" said="It belongs to an account, or is about to. Confirming signs nobody in; if you know nothing of it, close this page.">
      <Form action={confirmAddress} hidden={{ token: (await params).token }}>
        <Submit primary wide size="large">
          This address is mine
        </Submit>
      </Form>
      <p className="text-caption text-ink-2">
        <TextLink href={paths.signIn()}>Sign in</TextLink>
      </p>
    </Ask>
  )
}
