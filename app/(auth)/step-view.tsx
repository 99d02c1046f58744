import { CheckField, ChoiceField, SelectField } from '@/app/_ui/choice.client.tsx'
import { ComboboxField } from '@/app/_ui/combobox.client.tsx'
import { Copyable } from '@/app/_ui/copyable.client.tsx'
import { Field, FieldRow } from '@/app/_ui/field.client.tsx'
import { Form } from '@/app/_ui/form.client.tsx'
import { companyName } from '@/app/_ui/installation-name.ts'
import { OtpField } from '@/app/_ui/otp-field.client.tsx'
import { Ask, SecretCodes } from '@/app/_ui/shell/gate.tsx'
import { Submit } from '@/app/_ui/submit.client.tsx'
import { currencyOptions, localeOptions, zoneOptions } from '@/app/_ui/zones.ts'
import type { FlowView } from '@/lib/identity/show-flow.ts'
import { codes, company, confirmed, enrol, found, newPassword, person } from './actions.ts'
import { QrCode } from './qr-code.tsx'
import { passwordHint, Away, PasswordStep, FactorStep } from './credential-steps.tsx'

const roleWords = (role: string): string => role.replaceAll('_', ' ')
/** One question: that of the step at which the server stands. */
export function FlowStepView({ view }: { view: FlowView }) {
  switch (view.step) {
    // Nothing is asked on a page of its own: the sign-in page asks for the passkey.
    case 'passkey':
      return (
        <Ask title="Sign in">
          <Away kind={view.kind} />
        </Ask>
      )
    case 'password':
      return <PasswordStep view={view} />
    case 'confirm':
      return (
        <Ask
          title={`Continue as ${view.name ?? view.email}?`}
          said={
            <>
              A provider of your company began this sign-in for {view.email}, from {view.device}. If that is not you, close this page.
            </>
          }
        >
          <Form action={confirmed}>
            <Submit primary wide size="large">
              Continue
            </Submit>
          </Form>
          <Away kind={view.kind} />
        </Ask>
      )
    case 'factor':
      return <FactorStep view={view} />
    case 'enrol':
      return (
        <Ask
          title="Set up your second factor"
          said="Everyone signs in with a password and a code. Scan this with an authenticator app, then type the code that it shows."
        >
          <QrCode view={view} />
          <Form action={enrol}>
            <OtpField name="code" label="Code that the app shows" hint="The sixth digit sends it." sends />
            <Submit primary wide size="large">
              Continue
            </Submit>
          </Form>
          <Away kind={view.kind} />
        </Ask>
      )
    case 'codes':
      return (
        <Ask
          title="Keep these backup codes"
          said="Each opens your account once, should the phone be lost. Print them or put them into a password manager; they are not shown again."
        >
          <SecretCodes codes={view.codes ?? []} />
          <Form action={codes}>
            <CheckField name="kept" value="yes" label="I have kept them, not beside the phone" />
            <Submit primary wide size="large">
              Continue
            </Submit>
          </Form>
        </Ask>
      )
    case 'company':
      return (
        <Ask title="Which company?" said="A session belongs to one of them. You can go to another at any time.">
          <Form action={company}>
            <ChoiceField
              name="memberId"
              label="Sign in to"
              options={(view.companies ?? []).map((c) => ({ value: c.id, label: companyName(c), note: roleWords(c.role) }))}
              defaultValue={view.likely}
            />
            <Submit primary wide size="large">
              Continue
            </Submit>
          </Form>
        </Ask>
      )
    case 'person':
      return (
        <Ask
          title={view.isFirst ? 'You, the operator' : 'About you'}
          said={
            view.isFirst ? (
              'You run this installation and own its first company. Both are yours from the end of this set-up.'
            ) : view.company ? (
              <>
                For {view.email}, to join {view.company}.
              </>
            ) : (
              <>For {view.email}.</>
            )
          }
        >
          <Form action={person}>
            <Field name="name" label="Your name" max={100} autoComplete="name" defaultValue={view.name} size="large" autoFocus />
            {view.email === undefined && (
              <Field name="email" label="E-mail" kind="email" max={254} autoComplete="username" size="large" hint="You sign in with this address." />
            )}
            <Field name="password" label="Password" kind="new-password" hint={passwordHint} max={1000} autoComplete="new-password" size="large" />
            <Submit primary wide size="large">
              Continue
            </Submit>
          </Form>
          <Away kind={view.kind} />
        </Ask>
      )
    case 'new_password':
      return (
        <Ask
          title="Choose a new password"
          said={
            view.passwordDays !== undefined
              ? `Your company asks for another one every ${view.passwordDays} days. Every session that is open elsewhere ends.`
              : view.kind === 'reset'
                ? 'Every session that is open elsewhere ends.'
                : 'Then you set up a new second factor; the old ones are void.'
          }
        >
          <Form action={newPassword}>
            <Field name="password" label="New password" kind="new-password" hint={passwordHint} max={1000} autoComplete="new-password" size="large" autoFocus />
            <Submit primary wide size="large">
              Continue
            </Submit>
          </Form>
          <Away kind={view.kind} />
        </Ask>
      )
    case 'new_company':
      return (
        <Ask title="Your company" said="You are its first owner. Name, zone and locale can be changed later; the currency stays.">
          <Form action={found}>
            <Field name="name" label="Name" max={100} autoComplete="organization" defaultValue={view.company} size="large" autoFocus />
            <ComboboxField name="currency" label="Currency" options={currencyOptions()} defaultValue="USD" />
            <FieldRow>
              <ComboboxField name="zone" label="Time zone" options={zoneOptions()} ofBrowser />
              <SelectField name="locale" label="Numbers and days" options={localeOptions()} defaultValue="en-US" />
            </FieldRow>
            <Submit primary wide size="large">
              Open the company
            </Submit>
          </Form>
          {view.fingerprint && (
            <p className="panel">
              <span className="block text-caption text-ink-2 mb-1">
                The log is sealed with this key. Note it down somewhere else: with it anyone proves later that nothing was changed.
              </span>
              <Copyable text={view.fingerprint} label="Copy the fingerprint" />
            </p>
          )}
        </Ask>
      )
  }
}
