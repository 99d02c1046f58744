import { notFound } from 'next/navigation'
import { load } from '@/app/_bind/load.ts'
import { Facts } from '@/app/_ui/docket.tsx'
import { Field } from '@/app/_ui/field.client.tsx'
import { Form } from '@/app/_ui/form.client.tsx'
import { Moment } from '@/app/_ui/moment.tsx'
import { Notice } from '@/app/_ui/notice.tsx'
import { OtpField } from '@/app/_ui/otp-field.client.tsx'
import { Halves, Headline, Page, Section } from '@/app/_ui/page.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Submit } from '@/app/_ui/submit.client.tsx'
import { listRecoveries } from '@/lib/tenancy/recoveries.ts'
import { agree, refuse } from '../actions.ts'

export const metadata = { title: 'Locked out' }
export default async function RecoveryPage({ params }: { params: Promise<{ id: string }> }) {
  const { rows, place } = await load(listRecoveries, {}),
    { id } = await params,
    row = rows.find((r) => r.id === id)
  if (!row) notFound()
  return (
    <Page
      crumbs={[{ label: 'Members', href: paths.members() }, { label: 'Locked out' }, { label: row.name }]}
      headline={
        <Headline>
          {row.name} asks to come back without {row.alsoPassword ? 'phone, codes and password' : 'phone and codes'}.
        </Headline>
      }
      notice={
        <Notice tone="warn" title="Be sure that it is this person.">
          Speak with them in person or on a number you already know. Whoever gets in can do all that {row.name} may do.
        </Notice>
      }
    >
      <Facts
        boxed
        items={[
          ['Address', row.email],
          ['Asked', <Moment key="a" at={row.askedAt} place={place} />],
          ['Agreed', `${row.agreed} of ${row.needed}`],
          [
            'Then',
            row.dueAt ? (
              <>
                the link works from <Moment key="d" at={row.dueAt} place={place} />
              </>
            ) : (
              'a link goes to the address; it works a day after the last agreement'
            ),
          ],
          ['Cancelled by', 'signing in with the old factor before that'],
        ]}
      />
      {row.may ? (
        <Halves>
          <Section title="Agree" note="recorded with your name">
            <Form action={agree} hidden={{ recoveryId: row.id }}>
              <OtpField name="factorCode" label="Code from your authenticator app" />
              <Submit primary size="large">
                I know that it is {row.name}
              </Submit>
            </Form>
          </Section>
          <Section title="Refuse" note="they may ask again">
            <Form action={refuse} hidden={{ recoveryId: row.id }}>
              <Field name="reason" label="Reason" max={300} />
              <Submit danger>Refuse</Submit>
            </Form>
          </Section>
        </Halves>
      ) : (
        <Notice tone="accent">Not yours to decide now: {row.why}.</Notice>
      )}
    </Page>
  )
}
