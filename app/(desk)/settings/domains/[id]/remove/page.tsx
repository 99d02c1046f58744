import { load } from '@/app/_bind/load.ts'
import { Act } from '@/app/_ui/act.tsx'
import { Form } from '@/app/_ui/form.client.tsx'
import { Notice } from '@/app/_ui/notice.tsx'
import { OtpField } from '@/app/_ui/otp-field.client.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Submit } from '@/app/_ui/submit.client.tsx'
import { showDomain } from '@/lib/tenancy/domains.ts'
import { remove } from '../../actions.ts'
import { DomainDocket } from '../docket.tsx'

export const metadata = { title: 'Remove a domain' }
export default async function RemoveDomainPage({ params }: { params: Promise<{ id: string }> }) {
  const domain = await load(showDomain, { domainId: (await params).id })
  return (
    <>
      <DomainDocket domain={domain} />
      <Act back={paths.domain(domain.id)} title={`Remove ${domain.name}`} foot="It stands in the log.">
        {domain.mayChange ? (
          <>
            <Notice tone="warn">Nobody new is linked by {domain.name} any more. Who was linked keeps their place.</Notice>
            <Form action={remove} hidden={{ domainId: domain.id }}>
              <OtpField name="factorCode" label="Code from your authenticator app" />
              <Submit danger wide size="large">
                Remove
              </Submit>
            </Form>
          </>
        ) : (
          <Notice tone="warn" title="Not yours to change.">
            An admin or owner removes a domain.
          </Notice>
        )}
      </Act>
    </>
  )
}
