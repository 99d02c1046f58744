import { notFound } from 'next/navigation'
import { Field } from '@/app/_ui/field.client.tsx'
import { Form } from '@/app/_ui/form.client.tsx'
import { TextLink } from '@/app/_ui/link.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Ask } from '@/app/_ui/shell/gate.tsx'
import { Submit } from '@/app/_ui/submit.client.tsx'
import { isSignUpOpen } from '@/app/_bind/flow.ts'
import { signUp } from './actions.ts'

export const metadata = { title: 'A new company' }
export default function SignUpPage() {
  if (!isSignUpOpen()) notFound()
  return (
    <Ask title="A company of your own" said="A link comes by mail; with it you choose a password, set up your second factor and name the company.">
      <Form action={signUp}>
        <Field name="email" label="E-mail" kind="email" max={254} autoComplete="username" size="large" autoFocus />
        <Submit primary wide size="large">
          Send the link
        </Submit>
      </Form>
      <p className="text-caption text-ink-2">
        <TextLink href={paths.signIn()}>Sign in instead</TextLink>
      </p>
    </Ask>
  )
}
