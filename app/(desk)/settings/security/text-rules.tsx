import { ChecksField } from '@/app/_ui/choice.client.tsx'
import { Facts } from '@/app/_ui/docket.tsx'
import { NumberField } from '@/app/_ui/value-fields.client.tsx'
import { Form } from '@/app/_ui/form.client.tsx'
import { OtpField } from '@/app/_ui/otp-field.client.tsx'
import { Section } from '@/app/_ui/page.tsx'
import { Submit } from '@/app/_ui/submit.client.tsx'
import type { TextRulesView } from '@/lib/tenancy/text-rules.ts'
import { roleWords } from '../../role-words.ts'
import { passwordAge, textRules } from '../company/actions.ts'

/** Text messages and the age of passwords: what a company may loosen or tighten, both off unless it does. */
export function TextRules({ rules: { canText, roles, passwordDaysMax }, mayChange }: { rules: TextRulesView; mayChange: boolean }) {
  const chosen = roles.filter((role) => role.usesText)
  return (
    <>
      <Section title="Text messages" note={chosen.length === 0 ? 'off' : 'a spare way in'}>
        {!canText ? (
          <p>This installation sends no text messages: its operator has set no gateway for them.</p>
        ) : !mayChange ? (
          <Facts boxed items={[['Come in by text message', chosen.map((role) => roleWords(role.name)).join(', ') || 'no role']]} />
        ) : (
          <Form action={textRules}>
            <ChecksField
              name="textRoles[]"
              label="Roles that may come in by a code in a text message"
              optional="silently"
              defaultValue={chosen.map((role) => role.key)}
              options={roles.map((role) => ({ value: role.key, label: roleWords(role.name) }))}
              hint="Weaker than every other factor, since numbers are taken over and messages read: NIST calls it restricted. It opens a session and proves nothing further. Roles that decide over money, people or the way in are not offered it."
            />
            <OtpField name="factorCode" label="Code from your authenticator app" />
            <div>
              <Submit primary>Change</Submit>
            </div>
          </Form>
        )}
      </Section>
      <Section title="Another password from time to time" note={passwordDaysMax === undefined ? 'off' : undefined}>
        {!mayChange ? (
          <Facts boxed items={[['Another password', passwordDaysMax === undefined ? 'never asked for' : `every ${passwordDaysMax} days`]]} />
        ) : (
          <Form action={passwordAge}>
            <NumberField
              name="passwordDaysMax:int"
              label="Asked for every"
              suffix="days"
              optional="silently"
              {...(passwordDaysMax === undefined ? {} : { defaultValue: passwordDaysMax })}
              hint="Leave it empty unless a contract demands it: people then choose weaker ones. 30 to 730 days."
            />
            <OtpField name="factorCode" label="Code from your authenticator app" />
            <div>
              <Submit primary>Change</Submit>
            </div>
          </Form>
        )}
      </Section>
    </>
  )
}
