import { load } from '@/app/_bind/load.ts'
import { Facts } from '@/app/_ui/docket.tsx'
import { ChecksField, ChoiceField } from '@/app/_ui/choice.client.tsx'
import { FieldRow } from '@/app/_ui/field.client.tsx'
import { NumberField } from '@/app/_ui/value-fields.client.tsx'
import { Form } from '@/app/_ui/form.client.tsx'
import { capital, countText } from '@/app/_ui/format.ts'
import { TextLink } from '@/app/_ui/link.tsx'
import { OtpField } from '@/app/_ui/otp-field.client.tsx'
import { Halves, Headline, Page, Section } from '@/app/_ui/page.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { MarkedText } from '@/app/_ui/status.tsx'
import { Submit } from '@/app/_ui/submit.client.tsx'
import { showSecurity } from '@/lib/tenancy/show-security.ts'
import { roleWords } from '../../role-words.ts'
import { factorRules, sessions } from '../company/actions.ts'
import { SettingsTabs } from '../tabs.tsx'
import { TextRules } from './text-rules.tsx'

export const metadata = { title: 'Sign-in' }
export default async function SecurityPage() {
  const s = await load(showSecurity, {}),
    { place, worries, sessionLengths: l, factorRules: f } = s
  return (
    <Page
      crumbs={[{ label: 'Settings' }, { label: 'Sign-in' }]}
      tabs={<SettingsTabs at="security" />}
      about={`A password and a second factor at every sign-in${f.passkeyAlone ? ', or a passkey, which is both' : ''}; no device is remembered.`}
      headline={
        <Headline>
          {capital(countText(s.seen, 'member', place))} of {s.members} {s.seen === 1 ? 'has' : 'have'} signed in;{' '}
          {worries.length === 0 ? (
            'every way in is in order'
          ) : (
            <>
              {countText(worries.length, 'way', place)} in {worries.length === 1 ? 'needs' : 'need'} a look
            </>
          )}
          .
        </Headline>
      }
    >
      <Halves>
        <div>
          {worries.length > 0 && (
            <Section title="Needs a look">
              <ul className="plain-list">
                {worries.map((worry) => (
                  <li key={`${worry.id} ${worry.why}`}>
                    <span className="line">
                      <MarkedText shape="quarter">
                        <TextLink href={paths.member(worry.id)}>{worry.name}</TextLink>: {worry.why}
                      </MarkedText>
                    </span>
                  </li>
                ))}
              </ul>
            </Section>
          )}
          <Section title="What holds for everyone">
            <Facts
              boxed
              items={[
                ['Password', '12 to 128 characters, none of the common ones, nothing that others know about the person'],
                ['Second factor', 'a passkey, an authenticator app, or one of ten backup codes that each serve once'],
                ['Asked anew', 'for approvals, releases, bank details, roles and invitations'],
                ['Wrong tries', 'make people wait, never lock them out; five wrong codes start the sign-in again'],
                ['Locked out', 'two other admins agree, then a day passes'],
                ['Signed in now', countText(s.sessions, 'session', place)],
              ]}
            />
          </Section>
        </div>
        <div>
          <Section title="Which factors count">
            {s.mayChangeFactors ? (
              <Form action={factorRules}>
                <ChoiceField
                  name="passkeyAlone"
                  label="A passkey by itself"
                  defaultValue={f.passkeyAlone ? 'yes' : 'no'}
                  options={[
                    { value: 'yes', label: 'Signs in', note: 'the device verifies its person, so it is both proofs at once' },
                    { value: 'no', label: 'Comes after the password' },
                  ]}
                />
                <ChecksField
                  name="passkeyRoles[]"
                  label="Roles for which nothing but a passkey counts"
                  optional="silently"
                  defaultValue={f.roles.filter((role) => role.needsPasskey).map((role) => role.key)}
                  hint="At sign-in and for every act that asks for a factor, such as approving. Who has none yet comes in by a code and adds one."
                  options={f.roles.map((role) => ({
                    value: role.key,
                    label: roleWords(role.name),
                    note:
                      role.members === 0
                        ? 'nobody at present'
                        : `${role.withPasskey} of ${role.members} ${role.withPasskey === 1 && role.members === 1 ? 'has' : 'have'} one`,
                  }))}
                />
                <OtpField name="factorCode" label="Code from your authenticator app" />
                <div>
                  <Submit primary>Change</Submit>
                </div>
              </Form>
            ) : (
              <Facts
                boxed
                items={[
                  ['A passkey by itself', f.passkeyAlone ? 'signs in' : 'comes after the password'],
                  [
                    'Nothing but a passkey counts for',
                    f.roles
                      .filter((role) => role.needsPasskey)
                      .map((role) => roleWords(role.name))
                      .join(', ') || 'no role',
                  ],
                ]}
              />
            )}
          </Section>
          <TextRules rules={s.textRules} mayChange={s.mayChangeFactors} />
          <Section title="How long a session lasts" note="idle, and in all">
            {s.mayChange ? (
              <Form action={sessions}>
                <FieldRow>
                  <NumberField name="officeIdleMinutes:int" label="Office, idle" suffix="minutes" defaultValue={l.officeIdleMinutes} />
                  <NumberField name="officeHoursMax:int" label="Office, in all" suffix="hours" defaultValue={l.officeHoursMax} />
                </FieldRow>
                <FieldRow>
                  <NumberField name="crewIdleDays:int" label="Crew, idle" suffix="days" defaultValue={l.crewIdleDays} />
                  <NumberField name="crewDaysMax:int" label="Crew, in all" suffix="days" defaultValue={l.crewDaysMax} />
                </FieldRow>
                <OtpField name="factorCode" label="Code from your authenticator app" />
                <div>
                  <Submit primary>Change</Submit>
                </div>
              </Form>
            ) : (
              <Facts
                boxed
                items={[
                  ['Office', `${l.officeIdleMinutes} minutes idle, ${l.officeHoursMax} hours in all`],
                  ['Crew', `${l.crewIdleDays} days idle, ${l.crewDaysMax} days in all`],
                ]}
              />
            )}
          </Section>
        </div>
      </Halves>
    </Page>
  )
}
