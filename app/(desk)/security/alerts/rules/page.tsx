import { load } from '@/app/_bind/load.ts'
import { Facts } from '@/app/_ui/docket.tsx'
import { FieldRow } from '@/app/_ui/field.client.tsx'
import { NumberField } from '@/app/_ui/value-fields.client.tsx'
import { Form } from '@/app/_ui/form.client.tsx'
import { numberText } from '@/app/_ui/format.ts'
import { OtpField } from '@/app/_ui/otp-field.client.tsx'
import { Halves, Headline, Page, Section } from '@/app/_ui/page.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Submit } from '@/app/_ui/submit.client.tsx'
import { showAlertRules } from '@/lib/tenancy/watch/change-alert-rules.ts'
import { changeRules } from '../actions.ts'
import { WatchTabs } from '../../tabs.tsx'

export const metadata = { title: 'When to alert' }
export default async function AlertRulesPage() {
  const { rules, defaults, mayChange, place } = await load(showAlertRules, {}),
    n = (value: number): string => numberText(value, place)
  return (
    <Page
      crumbs={[{ label: 'Sign-ins', href: paths.signIns() }, { label: 'When to alert' }]}
      tabs={<WatchTabs at="rules" />}
      headline={<Headline>Seven things raise an alert.</Headline>}
      about="Whoever looks after members is told in the product and by mail; the person too, where only they know whether it was they."
    >
      <Halves>
        <Section title="What raises one">
          <Facts
            boxed
            items={[
              ['New device', 'a person comes in with a browser and system that they have not used for 90 days; never at their first sign-in'],
              ['New network', 'the same for the network: 24 bits of an IPv4 address, 48 of IPv6'],
              ['Impossible travel', 'two sign-ins of a person 300 km apart or more, faster than 1,000 km/h; where places are known'],
              ['One person refused', `${n(rules.failures)} times within 15 minutes`],
              ['One network refused', `${n(rules.networkFailures)} times within 15 minutes, whoever was meant`],
              ['Large export', `${n(rules.exportRows)} rows or more in one file`],
              ['Many exports', `more than ${n(rules.exportsAnHour)} by one person within an hour`],
            ]}
          />
        </Section>
        {mayChange && (
          <Section title="Change the numbers">
            <Form action={changeRules}>
              <FieldRow>
                <NumberField
                  name="failures:int"
                  label="One person refused"
                  suffix="times"
                  defaultValue={rules.failures}
                  hint={`Usual: ${n(defaults.failures)}`}
                />
                <NumberField
                  name="networkFailures:int"
                  label="One network refused"
                  suffix="times"
                  defaultValue={rules.networkFailures}
                  hint={`Usual: ${n(defaults.networkFailures)}`}
                />
              </FieldRow>
              <FieldRow>
                <NumberField
                  name="exportRows:int"
                  label="Large export"
                  suffix="rows"
                  defaultValue={rules.exportRows}
                  hint={`Usual: ${n(defaults.exportRows)}`}
                />
                <NumberField
                  name="exportsAnHour:int"
                  label="Exports within an hour"
                  suffix="exports"
                  defaultValue={rules.exportsAnHour}
                  hint={`Usual: ${n(defaults.exportsAnHour)}`}
                />
              </FieldRow>
              <OtpField name="factorCode" label="Code from your authenticator app" hint="Not needed within five minutes of the last one." />
              <div>
                <Submit primary>Change</Submit>
              </div>
            </Form>
          </Section>
        )}
      </Halves>
    </Page>
  )
}
