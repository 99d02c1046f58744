import { load } from '@/app/_bind/load.ts'
import { ComboboxField } from '@/app/_ui/combobox.client.tsx'
import { SelectField } from '@/app/_ui/choice.client.tsx'
import { Facts } from '@/app/_ui/docket.tsx'
import { Field, FieldRow, MoneyField, NumberField } from '@/app/_ui/field.client.tsx'
import { Form } from '@/app/_ui/form.client.tsx'
import { OtpField } from '@/app/_ui/otp-field.client.tsx'
import { Headline, Page, Section } from '@/app/_ui/page.tsx'
import { LinkButton } from '@/app/_ui/button.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Submit } from '@/app/_ui/submit.client.tsx'
import { changeApprovals, changeCompany, changeSessionLengths, showCompany } from '@/lib/tenancy/company.ts'
import { limits, rename, sessions } from './actions.ts'

export const metadata = { title: 'Company' }
const zones = Intl.supportedValuesOf('timeZone'), locales = ['en-US', 'en-GB', 'de-DE', 'fr-FR', 'nl-NL', 'es-ES', 'en-IN', 'ja-JP']
const codeFor = (operation: { stepUp: string | undefined }) => (operation.stepUp ? <OtpField name="factorCode" label="Code from your authenticator app" /> : null)

export default async function CompanyPage() {
  const c = await load(showCompany, {})
  if (!c.mayChange) return <Page crumbs={[{ label: 'Company' }]} headline={<Headline>What {c.name} has decided.</Headline>}><Facts boxed items={[['Name', c.name], ['Currency', c.currency], ['Time zone', c.zone], ['Numbers and days', c.locale], ...c.limits.map((l) => [`Approvals in ${l.currency}`, `two people from ${l.twoFrom}; a manager up to ${l.managerLimit}`] as const)]} /></Page>
  return (
    <Page crumbs={[{ label: 'Company' }]} headline={<Headline>What {c.name} decides for itself.</Headline>} acts={<LinkButton href={paths.settings('rails')}>Who pays</LinkButton>}>
      <div className="max-w-[640px]">
        <Section title="Company" note={`the currency stays ${c.currency}`}><Form action={rename}><Field name="name" label="Name" max={100} defaultValue={c.name} /><FieldRow><ComboboxField name="zone" label="Time zone" options={zones.map((zone) => ({ value: zone, label: zone }))} defaultValue={c.zone} /><SelectField name="locale" label="Numbers and days" options={[...new Set([c.locale, ...locales])].map((value) => ({ value, label: value }))} defaultValue={c.locale} /></FieldRow>{codeFor(changeCompany)}<Submit primary>Save</Submit></Form></Section>
        {c.limits.map((l) => <Section key={l.currency} title={`Approvals in ${l.currency}`} note={l.isDefault ? 'as delivered' : 'as decided here'}><Form action={limits} hidden={{ currency: l.currency }}><FieldRow><MoneyField name="twoFrom" label="Two people from" currency={l.currency} defaultValue={l.twoFrom} /><MoneyField name="managerLimit" label="A manager up to" currency={l.currency} defaultValue={l.managerLimit} /></FieldRow>{codeFor(changeApprovals)}<Submit primary>Save</Submit></Form></Section>)}
        <Section title="Sessions" note="how long somebody stays signed in"><Form action={sessions}><FieldRow><NumberField name="officeIdleMinutes:int" label="Office, idle" suffix="minutes" defaultValue={c.sessions.officeIdleMinutes} /><NumberField name="officeHoursMax:int" label="at most" suffix="hours" defaultValue={c.sessions.officeHoursMax} /></FieldRow><FieldRow><NumberField name="crewIdleDays:int" label="Crew, idle" suffix="days" defaultValue={c.sessions.crewIdleDays} /><NumberField name="crewDaysMax:int" label="at most" suffix="days" defaultValue={c.sessions.crewDaysMax} /></FieldRow>{codeFor(changeSessionLengths)}<Submit primary>Save</Submit></Form></Section>
      </div>
    </Page>
  )
}
