import { load } from '@/app/_bind/load.ts'
import { SelectField } from '@/app/_ui/choice.client.tsx'
import { ComboboxField } from '@/app/_ui/combobox.client.tsx'
import { Facts } from '@/app/_ui/docket.tsx'
import { Field, FieldRow } from '@/app/_ui/field.client.tsx'
import { Form } from '@/app/_ui/form.client.tsx'
import { dayText, moneyText, momentText } from '@/app/_ui/format.ts'
import { OtpField } from '@/app/_ui/otp-field.client.tsx'
import { Halves, Headline, Page, Section } from '@/app/_ui/page.tsx'
import { Submit } from '@/app/_ui/submit.client.tsx'
import { showCompany } from '@/lib/tenancy/company.ts'
import { dayOf } from '@/lib/kernel/day.ts'
import { localeOptions, zoneOptions } from '@/app/_ui/zones.ts'
import { SettingsTabs } from '../tabs.tsx'
import { rename } from './actions.ts'

export const metadata = { title: 'Company' }
export default async function CompanyPage() {
  const c = await load(showCompany, {}),
    place = { locale: c.locale, zone: c.zone, now: c.place.now }
  return (
    <Page
      crumbs={[{ label: 'Settings' }, { label: 'Company' }]}
      tabs={<SettingsTabs at="company" />}
      headline={<Headline>What {c.name} decides for itself.</Headline>}
    >
      <Halves>
        <Section title="Company">
          {c.mayChange ? (
            <Form action={rename}>
              <Field name="name" label="Name" max={100} autoComplete="organization" defaultValue={c.name} />
              <FieldRow>
                <ComboboxField name="zone" label="Time zone" options={zoneOptions()} defaultValue={c.zone} />
                <SelectField name="locale" label="Numbers and days" options={localeOptions(c.locale)} defaultValue={c.locale} />
              </FieldRow>
              <OtpField name="factorCode" label="Code from your authenticator app" />
              <div>
                <Submit primary>Save</Submit>
              </div>
            </Form>
          ) : (
            <Facts
              boxed
              items={[
                ['Name', c.name],
                ['Time zone', c.zone.replaceAll('_', ' ')],
                ['Numbers and days', c.locale],
              ]}
            />
          )}
        </Section>
        <Section title="As it reads now" note="periods begin at midnight in this zone">
          <Facts
            boxed
            items={[
              ['Now', momentText(c.place.now, place, 'minute')],
              ['Today', dayText(dayOf(c.place.now, c.zone), place, 'long')],
              ['An amount', moneyText({ minor: 124_050n, currency: c.currency }, place, { code: true })],
              ['Currency', `${c.currency}; it stays, because books and wallets are kept in it`],
            ]}
          />
        </Section>
      </Halves>
    </Page>
  )
}
