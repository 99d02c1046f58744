import { load } from '@/app/_bind/load.ts'
import { Act } from '@/app/_ui/act.tsx'
import { ChoiceField } from '@/app/_ui/choice.client.tsx'
import { Field } from '@/app/_ui/field.client.tsx'
import { Form } from '@/app/_ui/form.client.tsx'
import { Notice } from '@/app/_ui/notice.tsx'
import { OtpField } from '@/app/_ui/otp-field.client.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Submit } from '@/app/_ui/submit.client.tsx'
import { bounded, comparePlans, features, planNames, plans, type Feature, type Plan } from '@/lib/access/plans.ts'
import { showCompanyOfInstallation } from '@/lib/tenancy/operator.ts'
import { setPlan } from '../../../actions.ts'
import { CompanyDocket } from '../docket.tsx'

export const metadata = { title: 'Change the plan' }
type Company = Awaited<ReturnType<typeof showCompanyOfInstallation.invoke>>
/** What each other plan would close stands beside it, before the act and on the same page as it. */
export default async function CompanyPlanPage({ params }: { params: Promise<{ id: string }> }) {
  const company = await load(showCompanyOfInstallation, { tenantId: (await params).id }),
    { plan } = company
  return (
    <>
      <CompanyDocket company={company} />
      <Act wide back={paths.operatorTenant(company.id)} title={`Change the plan of ${company.name}`} foot="It stands in this log and in the company’s.">
        {company.mayChange && company.state !== 'ended' ? (
          <>
            <Notice tone="hold">
              What exists stays readable and goes on working: providers let people in, keys read, own roles hold. What is closed refuses what would be new.
            </Notice>
            <Form action={setPlan} hidden={{ tenantId: company.id }}>
              <ChoiceField
                name="plan"
                label="Plan"
                options={planNames.map((name) => ({
                  value: name,
                  label: plans[name].name,
                  ...(name === plan ? { why: 'What the company has now' } : { note: means(plan, name, company) }),
                }))}
              />
              <Field name="reason" label="Reason" max={300} hint="The company’s owners read it in their log." />
              <OtpField name="factorCode" label="Code from your authenticator app" />
              <Submit primary wide size="large">
                Change the plan
              </Submit>
            </Form>
          </>
        ) : (
          <Notice tone="warn" title="Not now.">
            {company.state === 'ended' ? `${company.name} has ended.` : 'Your role changes no plans.'}
          </Notice>
        )}
      </Act>
    </>
  )
}
const used: Readonly<Partial<Record<Feature, (company: Company) => number>>> = {
  single_sign_on: (c) => c.use.connections,
  provisioning: (c) => c.use.tokens,
  custom_roles: (c) => c.use.roles,
  api: (c) => c.use.apiKeys,
}
/** In words: what it closes and how much of that there is, what it opens, where there is more than it has room for. */
function means(before: Plan, after: Plan, company: Company): string {
  const change = comparePlans(before, after, company.use),
    list = (names: readonly string[]): string => names.join(', ')
  const closes = change.closes.map((feature) => {
    const count = used[feature]?.(company) ?? 0
    return `${features[feature].name}${count > 0 ? ` (${count} in use)` : ''}`
  })
  return [
    ...(closes.length > 0 ? [`Closes ${list(closes)}.`] : []),
    ...(change.opens.length > 0 ? [`Opens ${list(change.opens.map((feature) => features[feature].name))}.`] : []),
    ...change.over.map(({ what, has, most }) => `${has} ${has === 1 ? bounded[what].one : bounded[what].many}, room for ${most}: all stay, none is added.`),
  ].join(' ')
}
