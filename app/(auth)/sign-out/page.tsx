import { LinkButton } from '@/app/_ui/button.tsx'
import { Form } from '@/app/_ui/form.client.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Ask } from '@/app/_ui/shell/gate.tsx'
import { Submit } from '@/app/_ui/submit.client.tsx'
import { leave } from '../actions.ts'

export const metadata = { title: 'Sign out' }
/** A form, not a link: a picture on another site must not sign anyone out. */
export default function SignOutPage() {
  return (
    <Ask title="Sign out?">
      <Form action={leave}>
        <Submit primary wide size="large">
          Sign out
        </Submit>
      </Form>
      <LinkButton href={paths.root()} wide>
        Stay
      </LinkButton>
    </Ask>
  )
}
