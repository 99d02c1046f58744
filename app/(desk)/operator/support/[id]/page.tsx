import { load } from '@/app/_bind/load.ts'
import { LinkButton } from '@/app/_ui/button.tsx'
import { Facts } from '@/app/_ui/docket.tsx'
import { Form } from '@/app/_ui/form.client.tsx'
import { Moment } from '@/app/_ui/moment.tsx'
import { Notice } from '@/app/_ui/notice.tsx'
import { OtpField } from '@/app/_ui/otp-field.client.tsx'
import { Headline, Page } from '@/app/_ui/page.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Submit } from '@/app/_ui/submit.client.tsx'
import { listOwnSupport } from '@/lib/tenancy/support/list-support.ts'
import { goIn } from '../../actions.ts'

export const metadata = { title: 'Go in' }
export default async function EnterSupportPage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params,
    { grants, place } = await load(listOwnSupport, {}),
    g = grants.find((one) => one.id === id)
  return (
    <Page
      crumbs={[{ label: 'Support', href: paths.operator('support') }, { label: g?.company ?? 'Go in' }]}
      headline={<Headline>{g ? <>Look at {g.company}.</> : <>This grant is over, or not yours.</>}</Headline>}
    >
      {g ? (
        <>
          <Facts
            boxed
            items={[
              ['To look at', g.reason],
              ['Grant', g.number],
              ['Until', <Moment key="u" at={g.endsAt} place={place} />],
              ['You may', 'look at what a read-only member sees; no change, no file, no full bank detail'],
              ['Its people', 'see that you are there, and what you open'],
            ]}
          />
          <Form action={goIn} hidden={{ tenantId: g.tenantId, grantId: g.id }} className="form max-w-[560px]">
            <OtpField name="factorCode" label="Code from your authenticator app" hint="Your session in the console ends; leaving brings you back." />
            <div>
              <Submit primary size="large">
                Go in
              </Submit>{' '}
              <LinkButton href={paths.operator('support')} quiet>
                Back
              </LinkButton>
            </div>
          </Form>
        </>
      ) : (
        <Notice tone="hold" title="Nothing to go into." act={<LinkButton href={paths.operator('support')}>Support</LinkButton>}>
          Ask the company for another grant if you still need one.
        </Notice>
      )}
    </Page>
  )
}
