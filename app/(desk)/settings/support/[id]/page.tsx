import { notFound } from 'next/navigation'
import { load } from '@/app/_bind/load.ts'
import { LinkButton } from '@/app/_ui/button.tsx'
import { Facts } from '@/app/_ui/docket.tsx'
import { Field } from '@/app/_ui/field.client.tsx'
import { Form } from '@/app/_ui/form.client.tsx'
import { Moment } from '@/app/_ui/moment.tsx'
import { Notice } from '@/app/_ui/notice.tsx'
import { Headline, Page } from '@/app/_ui/page.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Submit } from '@/app/_ui/submit.client.tsx'
import { listSupport } from '@/lib/tenancy/support/list-support.ts'
import { end } from '../actions.ts'

export const metadata = { title: 'End a grant' }
export default async function SupportGrantPage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params,
    { grants, mayChange, place } = await load(listSupport, {}),
    g = grants.find((one) => one.id === id)
  if (!g) notFound()
  return (
    <Page
      crumbs={[{ label: 'Settings', href: paths.settings('company') }, { label: 'Support', href: paths.settings('support') }, { label: g.number }]}
      headline={
        <Headline>
          {g.state === 'open' ? (
            <>
              {g.operator} may look in until <Moment at={g.endsAt} place={place} />.
            </>
          ) : (
            <>{g.number} is over.</>
          )}
        </Headline>
      }
    >
      <Facts
        boxed
        items={[
          ['Operator', `${g.operator}, ${g.email}`],
          ['To look at', g.reason],
          ['Let in by', g.by],
          ['Given', <Moment key="g" at={g.grantedAt} place={place} />],
          ['Came in', g.enteredAt ? <Moment key="e" at={g.enteredAt} place={place} /> : 'not yet'],
          ['Last looked', g.lastUsedAt ? <Moment key="l" at={g.lastUsedAt} place={place} show="near" /> : 'never'],
          ...(g.endedAt
            ? [
                [
                  'Ended',
                  <>
                    <Moment at={g.endedAt} place={place} />: {g.endedWhy}
                  </>,
                ] as const,
              ]
            : []),
        ]}
      />
      {g.state === 'open' &&
        (mayChange ? (
          <Form action={end} hidden={{ grantId: g.id }} className="form max-w-[560px]">
            <Field name="reason" label="Why it ends" max={300} hint="It stands in your log. The operator’s next request finds nothing." />
            <div>
              <Submit danger size="large">
                End it now
              </Submit>{' '}
              <LinkButton href={paths.settings('support')} quiet>
                Back
              </LinkButton>
            </div>
          </Form>
        ) : (
          <Notice tone="warn" title="Not yours to end.">
            An admin or owner can.
          </Notice>
        ))}
    </Page>
  )
}
