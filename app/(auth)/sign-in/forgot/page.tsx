import { Field } from '@/app/_ui/field.client.tsx'
import { Form } from '@/app/_ui/form.client.tsx'
import { TextLink } from '@/app/_ui/link.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Ask } from '@/app/_ui/shell/gate.tsx'
import { Submit } from '@/app/_ui/submit.client.tsx'
import { forget } from '../../actions.ts'

export const metadata = { title: 'Forgot your password' }
export default function ForgotPage() {
  return (
    <Ask title="Forgot your password" said="A mailed link lets you choose a new one. Your second factor is still asked for.">
      <Form action={forget}>
        <Field name="email" label="E-mail" kind="email" max={254} autoComplete="username" size="large" />
        <Submit primary wide size="large">
          Send a link
        </Submit>
      </Form>
      <p className="text-caption">
        <TextLink href={paths.signIn()}>Back</TextLink>
      </p>
    </Ask>
  )
}
