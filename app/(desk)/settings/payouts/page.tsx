import { load } from '@/app/_bind/load.ts'
import { Facts } from '@/app/_ui/docket.tsx'
import { Field, FieldRow } from '@/app/_ui/field.client.tsx'
import { MoneyField, NumberField } from '@/app/_ui/value-fields.client.tsx'
import { Form } from '@/app/_ui/form.client.tsx'
import { OtpField } from '@/app/_ui/otp-field.client.tsx'
import { Halves, Headline, Page, Section } from '@/app/_ui/page.tsx'
import { Submit } from '@/app/_ui/submit.client.tsx'
import { Table } from '@/app/_ui/table/table.tsx'
import { showCompany } from '@/lib/tenancy/company.ts'
import { clocks, setLimits } from '../company/actions.ts'
import { SettingsTabs } from '../tabs.tsx'

export const metadata = { title: 'Approvals' }
export default async function ApprovalsPage() {
  const c = await load(showCompany, {}),
    own = c.limits[0]
  return (
    <Page
      crumbs={[{ label: 'Settings' }, { label: 'Approvals' }]}
      tabs={<SettingsTabs at="payouts" />}
      about="Never the raiser, never the payee, never the same person twice; finance and owners have no limit of their own."
      headline={
        <Headline>
          {own ? (
            <>
              One person approves a payout, two from {own.twoFrom} {own.currency} on; a manager up to {own.managerLimit} {own.currency}.
            </>
          ) : (
            'One person approves a payout, two a large one.'
          )}
        </Headline>
      }
    >
      <Table
        plain
        caption="Approval limits by currency"
        rows={c.limits}
        rowKey={(l) => l.currency}
        columns={[
          { id: 'currency', header: 'Currency', priority: 1, strong: true, cell: (l) => l.currency },
          { id: 'two', header: 'Two people from', align: 'end', priority: 2, cell: (l) => <span className="tabular-nums">{l.twoFrom}</span> },
          { id: 'manager', header: 'A manager up to', align: 'end', priority: 4, cell: (l) => <span className="tabular-nums">{l.managerLimit}</span> },
          { id: 'from', header: 'Decided', quiet: true, priority: 3, cell: (l) => (l.isDefault ? 'as delivered' : 'by this company') },
        ]}
      />
      {c.mayChange && (
        <Halves>
          {c.limits.map((l) => (
            <Section key={l.currency} title={`Change ${l.currency}`} note="payouts not approved yet follow at once">
              <Form action={setLimits} hidden={{ 'limits.0.currency': l.currency }}>
                <FieldRow>
                  <MoneyField name="limits.0.twoFrom" label="Two people from" currency={l.currency} defaultValue={l.twoFrom} />
                  <MoneyField name="limits.0.managerLimit" label="A manager up to" currency={l.currency} defaultValue={l.managerLimit} />
                </FieldRow>
                <OtpField name="factorCode" label="Code from your authenticator app" />
                <div>
                  <Submit primary>Change</Submit>
                </div>
              </Form>
            </Section>
          ))}
          <Section title="Another currency" note="defaults are 1,000 and 2,000 units">
            <Form action={setLimits} fresh>
              <Field name="limits.0.currency" label="Currency" max={3} mono hint="Three letters, such as EUR" />
              <FieldRow>
                <Field name="limits.0.twoFrom" label="Two people from" max={24} mono />
                <Field name="limits.0.managerLimit" label="A manager up to" max={24} mono />
              </FieldRow>
              <OtpField name="factorCode" label="Code from your authenticator app" />
              <div>
                <Submit>Set</Submit>
              </div>
            </Form>
          </Section>
          <Section title="Clocks" note="those that run already keep their day">
            <Form action={clocks}>
              <FieldRow>
                <NumberField
                  name="bankDetailHoldDays:int"
                  label="A changed bank detail waits"
                  suffix="days"
                  defaultValue={c.clocks.bankDetailHoldDays}
                  hint="Payouts to it are held until then."
                />
                <NumberField
                  name="disputeBusinessDays:int"
                  label="A dispute is answered within"
                  suffix="business days"
                  defaultValue={c.clocks.disputeBusinessDays}
                />
              </FieldRow>
              <FieldRow>
                <NumberField
                  name="accessDaysMax:int"
                  label="More than a role is given for at most"
                  suffix="days"
                  defaultValue={c.clocks.accessDaysMax}
                  hint="What runs already keeps its end."
                />
              </FieldRow>
              <OtpField name="factorCode" label="Code from your authenticator app" />
              <div>
                <Submit primary>Change</Submit>
              </div>
            </Form>
          </Section>
        </Halves>
      )}
      {!c.mayChange && (
        <Section title="Clocks">
          <Facts
            boxed
            items={[
              ['A changed bank detail waits', `${c.clocks.bankDetailHoldDays} days`],
              ['A dispute is answered within', `${c.clocks.disputeBusinessDays} business days`],
              ['More than a role is given for at most', `${c.clocks.accessDaysMax} days`],
            ]}
          />
        </Section>
      )}
    </Page>
  )
}
