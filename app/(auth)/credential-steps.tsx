import { ArrowRight, Building2, KeyRound, MessageSquare } from 'lucide-react'
import { buttonClass } from '@/app/_ui/button-class.ts'
import { Field } from '@/app/_ui/field.client.tsx'
import { Form } from '@/app/_ui/form.client.tsx'
import { Icon } from '@/app/_ui/icon.tsx'
import { TextLink } from '@/app/_ui/link.tsx'
import { OtpField } from '@/app/_ui/otp-field.client.tsx'
import { PasskeyOffer } from '@/app/_ui/passkey.client.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Ask } from '@/app/_ui/shell/gate.tsx'
import { Submit } from '@/app/_ui/submit.client.tsx'
import type { FlowView } from '@/lib/identity/show-flow.ts'
import { askForText, factor, password, textCode } from './actions.ts'

export const passwordHint = 'Twelve characters or more. A few unrelated words are easy to keep.'
/** Where to begin anew. Who came by a link has no other way in; it is used up by the last step only. */
export function Away({ kind }: { kind: FlowView['kind'] }) {
  if (kind === 'sign_in' || kind === 'enrol')
    return (
      <p className="text-caption text-ink-2">
        <TextLink href={paths.signIn()}>Start again</TextLink>
      </p>
    )
  return (
    <p className="text-caption text-ink-2">
      To start again, open {kind === 'setup' ? 'the set-up link' : kind === 'invite' ? 'the invitation’s link' : 'the link that you came by'} again: it still
      works.
    </p>
  )
}
export function PasswordStep({ view }: { view: FlowView }) {
  const joins = view.kind === 'invite' && view.company,
    required = (view.ways ?? []).filter((way) => way.isRequired),
    others = (view.ways ?? []).filter((way) => !way.isRequired)
  return (
    <Ask
      title={joins ? `Join ${view.company}` : 'Password'}
      said={joins ? <>{view.email} has an account already. Its password and second factor let you in.</> : view.email}
    >
      {required.length > 0 && (
        <div className="form">
          {required.map((way) => (
            <a key={way.id} href={paths.startSso(way.id)} className={buttonClass({ primary: true, size: 'large', wide: true })}>
              Continue with {way.name}
            </a>
          ))}
          <p className="text-caption text-ink-2">
            {required[0]?.company} lets addresses of this domain in this way only. A password opens your other companies.
          </p>
        </div>
      )}
      <Form action={password}>
        {view.email && <input type="hidden" name="username" autoComplete="username" value={view.email} readOnly />}
        <Field name="password" label="Password" kind="password" autoComplete="current-password" size="large" autoFocus={required.length === 0} />
        <Submit primary={required.length === 0} wide size="large">
          Continue
        </Submit>
      </Form>
      {others.length > 0 && (
        <div>
          <h2 className="text-caption font-medium text-ink-2 mb-2">Another way</h2>
          <ul className="plain-list">
            {others.map((way) => (
              <li key={way.id}>
                <a className="line" href={paths.startSso(way.id)}>
                  <Icon of={Building2} />
                  <span>{way.name}</span>
                  <span className="ml-auto text-caption text-ink-2">{way.company}</span>
                </a>
              </li>
            ))}
          </ul>
        </div>
      )}
      <p className="flex justify-between gap-4 text-caption text-ink-2">
        {view.kind === 'sign_in' && <TextLink href={paths.signIn()}>Another address</TextLink>}
        <TextLink href={paths.forgot()}>Forgot the password?</TextLink>
      </p>
      {view.kind !== 'sign_in' && <Away kind={view.kind} />}
    </Ask>
  )
}
export function FactorStep({ view }: { view: FlowView }) {
  const { totp, passkey } = view.factors ?? { totp: 1, passkey: 0 }
  return (
    <Ask
      title="Confirm it’s you"
      said={
        <>
          {view.kind === 'reset' ? 'Changing the password' : view.kind === 'invite' && view.company ? `Joining ${view.company}` : 'Signing in'}
          {view.email ? <> as {view.email}</> : null} from {view.device}.
        </>
      }
    >
      <PasskeyOffer way={passkey > 0 ? { name: 'code', asker: 'flow', only: totp === 0 } : undefined}>
        <Form action={factor}>
          <OtpField
            name="code"
            label="Code from your authenticator app"
            hint="Paste works. The sixth digit sends it."
            sends
            autoFocus={passkey === 0 && view.text?.wasAsked !== true}
          />
          {totp > 0 && (
            <Submit primary={passkey === 0} wide size="large">
              Continue
            </Submit>
          )}
        </Form>
      </PasskeyOffer>
      <div>
        <h2 className="text-caption font-medium text-ink-2 mb-2">Another way</h2>
        <ul className="plain-list">
          <li>
            <details className="ways">
              <summary className="line">
                <Icon of={KeyRound} />
                <span>Backup code</span>
                <span className="ml-auto text-caption text-ink-2">{view.codesLeft === undefined ? '' : `${view.codesLeft} of 10 left`}</span>
              </summary>
              <Form action={factor} className="pb-4">
                <Field name="code" label="Backup code" mono max={40} autoComplete="off" secret hint="It serves once; you are told by mail." />
                <Submit wide>Use this code</Submit>
              </Form>
            </details>
          </li>
          {view.text && <TextWay text={view.text} />}
          <li>
            <a className="line" href={paths.askRecovery()}>
              <span className="icon" />
              <span>Lost your phone and your codes</span>
              <span className="ml-auto">
                <Icon of={ArrowRight} />
              </span>
            </a>
          </li>
        </ul>
      </div>
      {view.kind === 'sign_in' ? (
        <p className="text-caption">
          <TextLink href={paths.signIn()} accent>
            {view.name ? `Not ${view.name.split(' ')[0]}? Start again` : 'Start again'}
          </TextLink>
        </p>
      ) : (
        <Away kind={view.kind} />
      )}
    </Ask>
  )
}
/** A code by text message, asked for first. The newest one counts. */
function TextWay({ text }: { text: NonNullable<FlowView['text']> }) {
  return (
    <li>
      <details className="ways" open={text.wasAsked}>
        <summary className="line">
          <Icon of={MessageSquare} />
          <span>Text message</span>
          <span className="ml-auto text-caption text-ink-2">{text.phone}</span>
        </summary>
        {text.wasAsked && (
          <Form action={textCode} className="pb-4">
            <OtpField
              name="code"
              label={`Code that was sent to ${text.phone}`}
              hint="It works for five minutes. You are told by mail when it is used."
              sends
              autoFocus
            />
            <Submit wide>Continue</Submit>
          </Form>
        )}
        <Form action={askForText} className="pb-4">
          <Submit wide>{text.wasAsked ? 'Send another code' : `Send a code to ${text.phone}`}</Submit>
        </Form>
      </details>
    </li>
  )
}
