import { load } from '@/app/_bind/load.ts'
import { Facts } from '@/app/_ui/docket.tsx'
import { FieldRow, NumberField } from '@/app/_ui/field.client.tsx'
import { Form } from '@/app/_ui/form.client.tsx'
import { capital, countText } from '@/app/_ui/format.ts'
import { TextLink } from '@/app/_ui/link.tsx'
import { OtpField } from '@/app/_ui/otp-field.client.tsx'
import { Halves, Headline, Page, Section } from '@/app/_ui/page.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { MarkedText } from '@/app/_ui/status.tsx'
import { Submit } from '@/app/_ui/submit.client.tsx'
import { showSecurity } from '@/lib/tenancy/show-security.ts'
import { sessions } from '../company/actions.ts'
import { SettingsTabs } from '../tabs.tsx'

export const metadata = { title: 'Sign-in' }
export default async function SecurityPage() {
  const s = await load(showSecurity, {}), { place, worries, sessionLengths: l } = s
  return (
    <Page crumbs={[{ label: 'Settings' }, { label: 'Sign-in' }]} tabs={<SettingsTabs at="security" />} about="A password and a second factor at every sign-in; no device is remembered."
      headline={<Headline>{capital(countText(s.seen, 'member', place))} of {s.members} {s.seen === 1 ? 'has' : 'have'} signed in; {worries.length === 0 ? 'every way in is in order' : <>{countText(worries.length, 'way', place)} in {worries.length === 1 ? 'needs' : 'need'} a look</>}.</Headline>}>
      <Halves>
        <div>
          {worries.length > 0 && <Section title="Needs a look"><ul className="plain-list">{worries.map((worry) => <li key={`${worry.id} ${worry.why}`}><span className="line"><MarkedText shape="quarter"><TextLink href={paths.member(worry.id)}>{worry.name}</TextLink>: {worry.why}</MarkedText></span></li>)}</ul></Section>}
          <Section title="What holds for everyone">
            <Facts boxed items={[
              ['Password', '12 to 128 characters, none of the common ones, nothing that others know about the person'], ['Second factor', 'an authenticator app, or one of ten backup codes that each serve once'], ['Asked anew', 'for approvals, releases, bank details, roles and invitations'],
              ['Wrong tries', 'make people wait, never lock them out; five wrong codes start the sign-in again'], ['Locked out', 'two other admins agree, then a day passes'], ['Signed in now', countText(s.sessions, 'session', place)],
            ]} />
          </Section>
        </div>
        <Section title="How long a session lasts" note="idle, and in all">
          {s.mayChange ? (
            <Form action={sessions}>
              <FieldRow><NumberField name="officeIdleMinutes:int" label="Office, idle" suffix="minutes" defaultValue={l.officeIdleMinutes} /><NumberField name="officeHoursMax:int" label="Office, in all" suffix="hours" defaultValue={l.officeHoursMax} /></FieldRow>
              <FieldRow><NumberField name="crewIdleDays:int" label="Crew, idle" suffix="days" defaultValue={l.crewIdleDays} /><NumberField name="crewDaysMax:int" label="Crew, in all" suffix="days" defaultValue={l.crewDaysMax} /></FieldRow>
              <OtpField name="factorCode" label="Code from your authenticator app" />
              <div><Submit primary>Change</Submit></div>
            </Form>
          ) : <Facts boxed items={[['Office', `${l.officeIdleMinutes} minutes idle, ${l.officeHoursMax} hours in all`], ['Crew', `${l.crewIdleDays} days idle, ${l.crewDaysMax} days in all`]]} />}
        </Section>
      </Halves>
    </Page>
  )
}
