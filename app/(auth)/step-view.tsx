import { CheckField, ChoiceField, SelectField } from '@/app/_ui/choice.client.tsx'
import { ComboboxField } from '@/app/_ui/combobox.client.tsx'
import { Field, FieldRow } from '@/app/_ui/field.client.tsx'
import { Form } from '@/app/_ui/form.client.tsx'
import { Mono, TextLink } from '@/app/_ui/link.tsx'
import { OtpField } from '@/app/_ui/otp-field.client.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Ask, SecretCodes } from '@/app/_ui/shell/gate.tsx'
import { Submit } from '@/app/_ui/submit.client.tsx'
import type { FlowView } from '@/lib/identity/show-flow.ts'
import { codes, company, enrol, factor, found, newPassword, password, person } from './actions.ts'

const zones = Intl.supportedValuesOf('timeZone')
const locales = [['en-US', 'English (United States): 1,240.50'], ['en-GB', 'English (United Kingdom): 1,240.50'], ['de-DE', 'German: 1.240,50'], ['fr-FR', 'French: 1 240,50'], ['nl-NL', 'Dutch: 1.240,50'], ['es-ES', 'Spanish: 1240,50'], ['en-IN', 'English (India): 1,240.50'], ['ja-JP', 'Japanese: 1,240.50']] as const

/** One question: the step at which the server stands. */
export function FlowStepView({ view }: { view: FlowView }) {
  switch (view.step) {
    case 'password': return (
      <Ask title="Password" said={view.email}>
        <Form action={password}><Field name="password" label="Password" kind="password" autoComplete="current-password" size="large" autoFocus /><Submit primary wide size="large">Continue</Submit></Form>
        <p className="text-caption text-ink-2"><TextLink href={paths.signIn()}>Another address</TextLink> · <TextLink href={paths.forgot()}>Forgot it?</TextLink></p>
      </Ask>
    )
    case 'factor': return (
      <Ask title="Confirm it is you" said={<>Type the code that your authenticator app shows{view.device ? <>, on {view.device}</> : null}.</>}>
        <Form action={factor}><OtpField name="code" label="Code" /><Submit primary wide size="large">Sign in</Submit></Form>
        <details><summary className="text-caption">Use a backup code{view.codesLeft === undefined ? '' : ` (${view.codesLeft} left)`}</summary><Form action={factor}><Field name="code" label="Backup code" mono max={40} autoComplete="off" /><Submit>Use this code</Submit></Form></details>
        <p className="text-caption text-ink-2"><TextLink href={paths.askRecovery()}>Lost your phone and your codes?</TextLink></p>
      </Ask>
    )
    case 'enrol': return (
      <Ask title="Set up your second factor" said="Everyone signs in with a password and a code. Scan this with an authenticator app, then type the code that it shows.">
        {view.qr && <svg className="qr" viewBox={`0 0 ${view.qr.size} ${view.qr.size}`} width="208" height="208" role="img" aria-label="Code for an authenticator app"><rect width="100%" height="100%" fill="white" /><path d={view.qr.path} fill="black" shapeRendering="crispEdges" /></svg>}
        <p className="text-caption text-ink-2">Or type this key into the app: <Mono>{view.secretText}</Mono></p>
        <Form action={enrol}><OtpField name="code" label="Code from the app" /><Submit primary wide size="large">Continue</Submit></Form>
      </Ask>
    )
    case 'codes': return (
      <Ask title="Keep these backup codes" said="Each opens your account once if you lose your phone. They are not shown again.">
        <SecretCodes codes={view.codes ?? []} />
        <Form action={codes}><CheckField name="kept" value="yes" label="I have written them down or stored them safely" /><Submit primary wide size="large">Continue</Submit></Form>
      </Ask>
    )
    case 'company': return (
      <Ask title="Which company?"><Form action={company}><ChoiceField name="memberId" label="Sign in to" options={(view.companies ?? []).map((c) => ({ value: c.id, label: c.company, note: c.role.replace('_', ' ') }))} defaultValue={view.companies?.[0]?.id} /><Submit primary wide size="large">Continue</Submit></Form></Ask>
    )
    case 'person': return (
      <Ask title="About you" said={view.company ? `You join ${view.company}.` : view.isFirst ? 'You become the operator of this installation and the owner of its first company.' : undefined}>
        <Form action={person}>
          <Field name="name" label="Your name" max={100} autoComplete="name" defaultValue={view.name} size="large" />
          {view.email ? <Field name="shownEmail" label="E-mail" kind="email" defaultValue={view.email} readOnly /> : <Field name="email" label="E-mail" kind="email" max={254} autoComplete="username" size="large" />}
          <Field name="password" label="Password" kind="new-password" hint="Twelve characters or more; a sentence is good" max={128} autoComplete="new-password" size="large" /><Submit primary wide size="large">Continue</Submit>
        </Form>
      </Ask>
    )
    case 'new_password': return (
      <Ask title="Choose a new password" said="Your other sessions end."><Form action={newPassword}><Field name="password" label="New password" kind="new-password" hint="Twelve characters or more; a sentence is good" max={128} autoComplete="new-password" size="large" autoFocus /><Submit primary wide size="large">Save</Submit></Form></Ask>
    )
    case 'new_company': return (
      <Ask title="Your company" said="These can be changed later, but for the currency of what was earned already.">
        <Form action={found}>
          <Field name="name" label="Name of the company" max={100} autoComplete="organization" defaultValue={view.company} size="large" />
          <FieldRow><Field name="currency" label="Currency" max={3} defaultValue="USD" hint="Three letters" /><SelectField name="locale" label="Numbers and days" options={locales.map(([value, label]) => ({ value, label }))} defaultValue="en-US" /></FieldRow>
          <ComboboxField name="zone" label="Time zone" options={zones.map((zone) => ({ value: zone, label: zone.replaceAll('_', ' ') }))} />
          <Submit primary wide size="large">Open the company</Submit>
        </Form>
      </Ask>
    )
  }
}
