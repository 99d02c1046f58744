import { Field } from '@/app/_ui/field.client.tsx'
import { Form } from '@/app/_ui/form.client.tsx'
import { TextLink } from '@/app/_ui/link.tsx'
import { Notice } from '@/app/_ui/notice.tsx'
import { PasskeySignIn } from '@/app/_ui/passkey.client.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Ask } from '@/app/_ui/shell/gate.tsx'
import { Submit } from '@/app/_ui/submit.client.tsx'
import { isSignUpOpen } from '@/app/_bind/flow.ts'
import { passkey, start } from '../actions.ts'

export const metadata = { title: 'Sign in' }
export default async function SignInPage({ searchParams }: { searchParams: Promise<{ next?: string | string[]; refused?: string | string[] }> }) {
  const { next, refused } = await searchParams
  return (
    <Ask title="Sign in">
      {refused === 'provider' && (
        <Notice tone="warn" title="Your company’s provider did not let you in.">
          Begin again, or sign in with your password where your company lets you. An admin of your company finds the reason in the log.
        </Notice>
      )}
      {refused === 'unreachable' && (
        <Notice tone="warn" title="Your company’s provider does not answer.">
          Try again in a while, or sign in with your password where your company lets you.
        </Notice>
      )}
      <Form action={start} hidden={typeof next === 'string' ? { next } : {}}>
        <Field name="email" label="E-mail" kind="email" max={254} autoComplete="username" size="large" autoFocus />
        <Submit primary wide size="large">
          Continue
        </Submit>
      </Form>
      <PasskeySignIn next={typeof next === 'string' ? next : undefined} action={passkey}>
        Sign in with a passkey
      </PasskeySignIn>
      <p className="text-caption text-ink-2">
        New here? {isSignUpOpen() ? <TextLink href={paths.signUp()}>Open a company of your own.</TextLink> : 'Your company sends the invitation by mail.'}{' '}
        Interrupted while setting up or joining? Open your link again.
      </p>
      <p className="text-caption text-ink-2">
        <TextLink href={paths.forgot()}>Forgot the password?</TextLink>
      </p>
    </Ask>
  )
}
