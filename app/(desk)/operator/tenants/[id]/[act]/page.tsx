import { notFound } from 'next/navigation'
import { load } from '@/app/_bind/load.ts'
import { Act } from '@/app/_ui/act.tsx'
import { Field } from '@/app/_ui/field.client.tsx'
import { Form } from '@/app/_ui/form.client.tsx'
import { Notice } from '@/app/_ui/notice.tsx'
import { OtpField } from '@/app/_ui/otp-field.client.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Submit } from '@/app/_ui/submit.client.tsx'
import { showCompanyOfInstallation } from '@/lib/tenancy/operator.ts'
import { setState } from '../../../actions.ts'
import { CompanyDocket } from '../docket.tsx'

export const metadata = { title: 'Suspend or resume' }
export default async function CompanyActPage({ params }: { params: Promise<{ id: string; act: string }> }) {
  const { id, act } = await params
  if (act !== 'suspend' && act !== 'resume') notFound()
  const company = await load(showCompanyOfInstallation, { tenantId: id }),
    suspends = act === 'suspend',
    fits = company.state === (suspends ? 'active' : 'suspended') && company.mayChange
  return (
    <>
      <CompanyDocket company={company} />
      <Act
        back={paths.operatorTenant(company.id)}
        title={suspends ? `Suspend ${company.name}` : `Let ${company.name} in again`}
        foot="It stands in this log and in the company’s."
      >
        {fits ? (
          <>
            {suspends && (
              <Notice tone="warn">
                {company.sessions === 0
                  ? 'Nobody is signed in now.'
                  : `${company.sessions} ${company.sessions === 1 ? 'session ends' : 'sessions end'} at once.`}{' '}
                Nothing is deleted; files at the bank go their way.
              </Notice>
            )}
            <Form action={setState} hidden={{ tenantId: company.id, to: suspends ? 'suspended' : 'active' }}>
              <Field name="reason" label="Reason" max={300} hint="The company’s owners read it in their log." />
              <OtpField name="factorCode" label="Code from your authenticator app" />
              <Submit primary={!suspends} danger={suspends} wide size="large">
                {suspends ? 'Suspend' : 'Let in again'}
              </Submit>
            </Form>
          </>
        ) : (
          <Notice tone="warn" title="Not now.">
            {company.name} is {company.state}.
          </Notice>
        )}
      </Act>
    </>
  )
}
