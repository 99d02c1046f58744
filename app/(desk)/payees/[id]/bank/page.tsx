import { Fragment } from 'react'
import { load } from '@/app/_bind/load.ts'
import { SelectField } from '@/app/_ui/choice.client.tsx'
import { Facts } from '@/app/_ui/docket.tsx'
import { Empty } from '@/app/_ui/empty.tsx'
import { Field, FieldRow } from '@/app/_ui/field.client.tsx'
import { Form } from '@/app/_ui/form.client.tsx'
import { Mono, TextLink } from '@/app/_ui/link.tsx'
import { Moment } from '@/app/_ui/moment.tsx'
import { Notice } from '@/app/_ui/notice.tsx'
import { OtpField } from '@/app/_ui/otp-field.client.tsx'
import { Halves, Headline, Page, Section, Segments } from '@/app/_ui/page.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Submit } from '@/app/_ui/submit.client.tsx'
import { Table } from '@/app/_ui/table/table.tsx'
import { listBankDetails } from '@/lib/incentives/bank-detail.ts'
import { confirm, enter, reveal } from './actions.ts'

export const metadata = { title: 'Bank detail' }
type Row = Awaited<ReturnType<typeof listBankDetails.invoke>>['rows'][number]

export default async function BankDetailPage({ params, searchParams }: { params: Promise<{ id: string }>; searchParams: Promise<{ kind?: string }> }) {
  const { payee, rows, place, mayChange, mayReveal, isOwn, holdDays, alsoOf, currency } = await load(listBankDetails, { payeeId: (await params).id })
  const current = rows.find((row) => row.isCurrent),
    asked = (await searchParams).kind,
    kind = asked === 'ach' || asked === 'iban' ? asked : (current?.kind ?? (currency === 'USD' ? 'ach' : 'iban'))
  const here = (of: string): string => `${paths.payeeBank(payee.id)}?kind=${of}`,
    code = <OtpField name="factorCode" label="Code from your authenticator app" />
  return (
    <Page
      crumbs={[{ label: 'Payees', href: paths.payees() }, { label: payee.name, href: paths.payee(payee.id) }, { label: 'Bank detail' }]}
      headline={
        <Headline>
          {current ? (
            <>
              {payee.name} is paid to <Mono>{current.masked}</Mono>
              {current.confirmedAt ? (current.heldUntil > place.now ? ', held after a change.' : '.') : ', not confirmed yet.'}
            </>
          ) : (
            <>{payee.name} has no bank detail yet.</>
          )}
        </Headline>
      }
      notice={
        isOwn ? (
          <Notice tone="accent" title="This is you">
            Someone else enters and confirms your bank detail.
          </Notice>
        ) : alsoOf.length > 0 ? (
          <Notice tone="warn" title={alsoOf.length === 1 ? 'Another payee has the same account' : 'Other payees have the same account'}>
            {alsoOf.map((other, i) => (
              <Fragment key={other.id}>
                {i > 0 ? ', ' : null}
                <TextLink href={paths.payee(other.id)}>{other.name}</TextLink>
              </Fragment>
            ))}{' '}
            {alsoOf.length === 1 ? 'is' : 'are'} paid to it too. That can be right, as for a couple; if it is one person, merge the payees.
          </Notice>
        ) : undefined
      }
    >
      {current && (
        <Facts
          boxed
          items={[
            ['Account', <Mono key="m">{current.masked}</Mono>],
            current.bankName !== null && ['Bank', current.bankName],
            ['Entered', <Moment key="e" at={current.enteredAt} place={place} show="minute" />],
            ['Confirmed', current.confirmedAt ? <Moment key="c" at={current.confirmedAt} place={place} show="minute" /> : 'Waits for a second person'],
            current.heldUntil > place.now && ['Held until', <Moment key="h" at={current.heldUntil} place={place} show="day" />],
          ]}
        />
      )}
      {current?.mayConfirm && (
        <Section title="Confirm it" note="type it from what the payee showed you">
          <Form action={confirm} hidden={{ bankDetailId: current.id }} label="Confirm it" className="max-w-[640px]">
            {current.kind === 'iban' ? (
              <Field name="iban" label="IBAN" hint="Confirmed if it is the same as entered" mono max={60} />
            ) : (
              <FieldRow>
                <Field name="routing" label="Routing number" mono max={12} />
                <Field name="accountNumber" label="Account number" hint="Confirmed if both are the same as entered" mono max={20} />
              </FieldRow>
            )}
            {code}
            <Submit primary>Confirm</Submit>
          </Form>
        </Section>
      )}
      <Halves>
        {mayChange && (
          <Section title={current ? 'Change it' : 'Enter it'} note={current ? `payouts wait ${holdDays} days after a change` : 'a second person confirms it'}>
            <Segments
              label="Kind of account"
              items={[
                { label: 'IBAN', href: here('iban'), current: kind === 'iban' },
                { label: 'US account', href: here('ach'), current: kind === 'ach' },
              ]}
            />
            <Form action={enter} hidden={{ payeeId: payee.id, kind }} label={current ? 'Change it' : 'Enter it'} className="mt-4">
              <Field name="holder" label="Account holder" hint="As the bank spells it" max={70} />
              {kind === 'iban' ? (
                <FieldRow>
                  <Field name="iban" label="IBAN" mono max={60} />
                  <Field name="bic" label="BIC" optional mono max={11} />
                </FieldRow>
              ) : (
                <FieldRow>
                  <Field name="routing" label="Routing number" mono max={12} />
                  <Field name="accountNumber" label="Account number" mono max={20} />
                  <SelectField
                    name="accountType"
                    label="Type"
                    options={[
                      { value: 'checking', label: 'Checking' },
                      { value: 'savings', label: 'Savings' },
                    ]}
                    defaultValue="checking"
                  />
                </FieldRow>
              )}
              <Field name="bankName" label="Bank" optional max={80} />
              {code}
              <Submit primary>Save bank detail</Submit>
            </Form>
          </Section>
        )}
        <div>
          {current && mayReveal && (
            <Section title="Reveal the number" note="recorded, with your reason">
              <Form action={reveal} hidden={{ bankDetailId: current.id }}>
                <Field name="reason" label="Reason" max={500} />
                {code}
                <Submit>Reveal</Submit>
              </Form>
            </Section>
          )}
        </div>
      </Halves>
      <Section title="History" note="nothing is overwritten">
        <Table<Row>
          plain
          caption="Bank details, newest first"
          rows={rows}
          rowKey={(r) => r.id}
          empty={<Empty.Yet title="Nothing entered yet." />}
          columns={[
            { id: 'account', header: 'Account', priority: 1, cell: (r) => <Mono>{r.masked}</Mono> },
            { id: 'kind', header: 'Kind', priority: 3, cell: (r) => (r.kind === 'iban' ? 'IBAN' : 'US account') },
            { id: 'entered', header: 'Entered', priority: 4, cell: (r) => <Moment at={r.enteredAt} place={place} show="minute" /> },
            { id: 'confirmed', header: 'Confirmed', cell: (r) => (r.confirmedAt ? <Moment at={r.confirmedAt} place={place} show="minute" /> : '–') },
            {
              id: 'until',
              header: 'Replaced',
              priority: 2,
              cell: (r) => (r.replacedAt ? <Moment at={r.replacedAt} place={place} show="minute" /> : 'Current'),
            },
          ]}
        />
      </Section>
    </Page>
  )
}
