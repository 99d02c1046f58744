import { ArrowRight, Building2, KeyRound } from 'lucide-react'
import { buttonClass } from '@/app/_ui/button-class.ts'
import { CheckField, ChoiceField, SelectField } from '@/app/_ui/choice.client.tsx'
import { ComboboxField } from '@/app/_ui/combobox.client.tsx'
import { Copyable } from '@/app/_ui/copyable.client.tsx'
import { Field, FieldRow } from '@/app/_ui/field.client.tsx'
import { Form } from '@/app/_ui/form.client.tsx'
import { Icon } from '@/app/_ui/icon.tsx'
import { companyName } from '@/app/_ui/installation-name.ts'
import { TextLink } from '@/app/_ui/link.tsx'
import { OtpField } from '@/app/_ui/otp-field.client.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Ask, SecretCodes } from '@/app/_ui/shell/gate.tsx'
import { Submit } from '@/app/_ui/submit.client.tsx'
import { currencyOptions, localeOptions, zoneOptions } from '@/app/_ui/zones.ts'
import type { FlowView } from '@/lib/identity/show-flow.ts'
import { codes, company, confirmed, enrol, factor, found, newPassword, password, person } from './actions.ts'
import { QrCode } from './qr-code.tsx'

const passwordHint = 'Twelve characters or more. A few unrelated words are easy to keep.'
/** Where to begin anew. Who came by a link has no other way in; it is used up by the last step only. */
function Away({ kind }: { kind: FlowView['kind'] }) {
  if (kind === 'sign_in' || kind === 'enrol') return <p className="text-caption text-ink-2"><TextLink href={paths.signIn()}>Start again</TextLink></p>
  return <p className="text-caption text-ink-2">To start again, open {kind === 'setup' ? 'the set-up link' : kind === 'invite' ? 'the invitation’s link' : 'the link that you came by'} again: it still works.</p>
}
const roleWords = (role: string): string => role.replaceAll('_', ' ')

/** One question: that of the step at which the server stands. */
export function FlowStepView({ view }: { view: FlowView }) {
  switch (view.step) {
    case 'password': return <PasswordStep view={view} />
    case 'confirm': return (
      <Ask title={`Continue as ${view.name ?? view.email}?`} said={<>A provider of your company began this sign-in for {view.email}, from {view.device}. If that is not you, close this page.</>}>
        <Form action={confirmed}><Submit primary wide size="large">Continue</Submit></Form>
        <Away kind={view.kind} />
      </Ask>
    )
    case 'factor': return <FactorStep view={view} />
    case 'enrol': return (
      <Ask title="Set up your second factor" said="Everyone signs in with a password and a code. Scan this with an authenticator app, then type the code that it shows.">
        <QrCode view={view} />
        <Form action={enrol}><OtpField name="code" label="Code that the app shows" hint="The sixth digit sends it." sends /><Submit primary wide size="large">Continue</Submit></Form>
        <Away kind={view.kind} />
      </Ask>
    )
    case 'codes': return (
      <Ask title="Keep these backup codes" said="Each opens your account once, should the phone be lost. Print them or put them into a password manager; they are not shown again.">
        <SecretCodes codes={view.codes ?? []} />
        <Form action={codes}><CheckField name="kept" value="yes" label="I have kept them, not beside the phone" /><Submit primary wide size="large">Continue</Submit></Form>
      </Ask>
    )
    case 'company': return (
      <Ask title="Which company?" said="A session belongs to one of them. You can go to another at any time.">
        <Form action={company}><ChoiceField name="memberId" label="Sign in to" options={(view.companies ?? []).map((c) => ({ value: c.id, label: companyName(c), note: roleWords(c.role) }))} defaultValue={view.likely} /><Submit primary wide size="large">Continue</Submit></Form>
      </Ask>
    )
    case 'person': return (
      <Ask title={view.isFirst ? 'You, the operator' : 'About you'} said={view.isFirst ? 'You run this installation and own its first company. Both are yours from the end of this set-up.' : view.company ? <>For {view.email}, to join {view.company}.</> : <>For {view.email}.</>}>
        <Form action={person}>
          <Field name="name" label="Your name" max={100} autoComplete="name" defaultValue={view.name} size="large" autoFocus />
          {view.email === undefined && <Field name="email" label="E-mail" kind="email" max={254} autoComplete="username" size="large" hint="You sign in with this address." />}
          <Field name="password" label="Password" kind="new-password" hint={passwordHint} max={1000} autoComplete="new-password" size="large" />
          <Submit primary wide size="large">Continue</Submit>
        </Form>
        <Away kind={view.kind} />
      </Ask>
    )
    case 'new_password': return (
      <Ask title="Choose a new password" said={view.kind === 'reset' ? 'Every session that is open elsewhere ends.' : 'Then you set up a new second factor; the old ones are void.'}>
        <Form action={newPassword}><Field name="password" label="New password" kind="new-password" hint={passwordHint} max={1000} autoComplete="new-password" size="large" autoFocus /><Submit primary wide size="large">Continue</Submit></Form>
        <Away kind={view.kind} />
      </Ask>
    )
    case 'new_company': return (
      <Ask title="Your company" said="You are its first owner. Name, zone and locale can be changed later; the currency stays.">
        <Form action={found}>
          <Field name="name" label="Name" max={100} autoComplete="organization" defaultValue={view.company} size="large" autoFocus />
          <ComboboxField name="currency" label="Currency" options={currencyOptions()} defaultValue="USD" />
          <FieldRow><ComboboxField name="zone" label="Time zone" options={zoneOptions()} /><SelectField name="locale" label="Numbers and days" options={localeOptions()} defaultValue="en-US" /></FieldRow>
          <Submit primary wide size="large">Open the company</Submit>
        </Form>
        {view.fingerprint && <p className="panel"><span className="block text-caption text-ink-2 mb-1">The log is sealed with this key. Note it down somewhere else: with it anyone proves later that nothing was changed.</span><Copyable text={view.fingerprint} label="Copy the fingerprint" /></p>}
      </Ask>
    )
  }
}

function PasswordStep({ view }: { view: FlowView }) {
  const joins = view.kind === 'invite' && view.company, required = (view.ways ?? []).filter((way) => way.isRequired), others = (view.ways ?? []).filter((way) => !way.isRequired)
  return (
    <Ask title={joins ? `Join ${view.company}` : 'Password'} said={joins ? <>{view.email} has an account already. Its password and second factor let you in.</> : view.email}>
      {required.length > 0 && (
        <div className="form">
          {required.map((way) => <a key={way.id} href={paths.startSso(way.id)} className={buttonClass({ primary: true, size: 'large', wide: true })}>Continue with {way.name}</a>)}
          <p className="text-caption text-ink-2">{required[0]?.company} lets addresses of this domain in this way only. A password opens your other companies.</p>
        </div>
      )}
      <Form action={password}>
        {view.email && <input type="hidden" name="username" autoComplete="username" value={view.email} readOnly />}
        <Field name="password" label="Password" kind="password" autoComplete="current-password" size="large" autoFocus={required.length === 0} />
        <Submit primary={required.length === 0} wide size="large">Continue</Submit>
      </Form>
      {others.length > 0 && (
        <div>
          <h2 className="text-caption font-medium text-ink-2 mb-2">Another way</h2>
          <ul className="plain-list">{others.map((way) => <li key={way.id}><a className="line" href={paths.startSso(way.id)}><Icon of={Building2} /><span>{way.name}</span><span className="ml-auto text-caption text-ink-2">{way.company}</span></a></li>)}</ul>
        </div>
      )}
      <p className="flex justify-between gap-4 text-caption text-ink-2">{view.kind === 'sign_in' && <TextLink href={paths.signIn()}>Another address</TextLink>}<TextLink href={paths.forgot()}>Forgot the password?</TextLink></p>
      {view.kind !== 'sign_in' && <Away kind={view.kind} />}
    </Ask>
  )
}

function FactorStep({ view }: { view: FlowView }) {
  return (
    <Ask title="Confirm it’s you" said={<>{view.kind === 'reset' ? 'Changing the password' : view.kind === 'invite' && view.company ? `Joining ${view.company}` : 'Signing in'}{view.email ? <> as {view.email}</> : null} from {view.device}.</>}>
      <Form action={factor}><OtpField name="code" label="Code from your authenticator app" hint="Paste works. The sixth digit sends it." sends autoFocus /><Submit primary wide size="large">Continue</Submit></Form>
      <div>
        <h2 className="text-caption font-medium text-ink-2 mb-2">Another way</h2>
        <ul className="plain-list">
          <li>
            <details className="ways">
              <summary className="line"><Icon of={KeyRound} /><span>Backup code</span><span className="ml-auto text-caption text-ink-2">{view.codesLeft === undefined ? '' : `${view.codesLeft} of 10 left`}</span></summary>
              <Form action={factor} className="pb-4"><Field name="code" label="Backup code" mono max={40} autoComplete="off" secret hint="It serves once; you are told by mail." /><Submit wide>Use this code</Submit></Form>
            </details>
          </li>
          <li><a className="line" href={paths.askRecovery()}><span className="icon" /><span>Lost your phone and your codes</span><span className="ml-auto"><Icon of={ArrowRight} /></span></a></li>
        </ul>
      </div>
      {view.kind === 'sign_in' ? <p className="text-caption"><TextLink href={paths.signIn()} accent>{view.name ? `Not ${view.name.split(' ')[0]}? Start again` : 'Start again'}</TextLink></p> : <Away kind={view.kind} />}
    </Ask>
  )
}
