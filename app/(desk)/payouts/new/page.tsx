import { randomUUID } from 'node:crypto'
import { load } from '@/app/_bind/load.ts'
import { Empty } from '@/app/_ui/empty.tsx'
import { SelectField } from '@/app/_ui/choice.client.tsx'
import { LinkButton } from '@/app/_ui/button.tsx'
import { Form } from '@/app/_ui/form.client.tsx'
import { capital, countText } from '@/app/_ui/format.ts'
import { readList } from '@/app/_ui/list-url.ts'
import { Money } from '@/app/_ui/money.tsx'
import { Headline, Page, Section } from '@/app/_ui/page.tsx'
import { paths } from '@/app/_ui/paths.ts'
import type { Place } from '@/app/_ui/place.ts'
import { Submit } from '@/app/_ui/submit.client.tsx'
import { Table } from '@/app/_ui/table/table.tsx'
import { listRaisable } from '@/lib/incentives/list-raisable.ts'
import { raiseAll } from '../actions.ts'
import { railWords } from '../columns.tsx'
import { Sums } from '../sums.tsx'

export const metadata = { title: 'Raise payouts' }
type Currency = Awaited<ReturnType<typeof listRaisable.invoke>>['currencies'][number]
type Row = Currency['rows'][number]

/** Whom to raise payouts for: everybody who is owed something, or those who were ticked. */
export default async function RaisePage({ searchParams }: { searchParams: Promise<{ payee?: string | string[] }> }) {
  const chosen = [(await searchParams).payee ?? []].flat().slice(0, 1_000)
  const { currencies, place } = await load(listRaisable, chosen.length > 0 ? { payeeIds: chosen } : {})
  const shown = currencies.filter((c) => c.rows.length > 0),
    payable = shown.reduce((n, c) => n + c.payable, 0)
  return (
    <Page
      crumbs={[{ label: 'Payouts', href: paths.payouts() }, { label: 'Raise' }]}
      headline={
        <Headline>
          {payable === 0 ? (
            <>No confirmed award waits for a payout.</>
          ) : (
            <>
              {capital(countText(payable, 'payee', place))} would be paid <Sums of={shown.map((c) => c.total)} place={place} />; each payout is approved before
              anything leaves.
            </>
          )}
        </Headline>
      }
      acts={chosen.length > 0 ? <LinkButton href={paths.newPayout()}>Choose again</LinkButton> : undefined}
    >
      {payable === 0 && (
        <Empty.Yet title="Nothing to raise." act={<LinkButton href={paths.awards()}>Open awards</LinkButton>}>
          Confirm awards first; they are paid once.
        </Empty.Yet>
      )}
      {shown.map((c) => (
        <Raise key={c.currency} of={c} chosen={chosen} place={place} />
      ))}
    </Page>
  )
}
function Raise({ of, chosen, place }: { of: Currency; chosen: readonly string[]; place: Place }) {
  const own = of.rows.filter((row) => row.isPayable && chosen.includes(row.id)),
    n = chosen.length > 0 ? own.length : of.payable
  return (
    <Section title={of.currency} note={`${of.payable} of ${of.rows.length} ${of.rows.length === 1 ? 'payee has' : 'payees have'} something to pay`}>
      {n > 0 && (
        <Form action={raiseAll} hidden={{ currency: of.currency, idempotencyKey: randomUUID() }} className="mb-4">
          {own.map((row) => (
            <input key={row.id} type="hidden" name="payeeIds[]" value={row.id} />
          ))}
          <div className="flex flex-wrap items-end gap-4">
            <SelectField
              name="rail"
              label="Paid by"
              options={Object.entries(railWords).map(([value, label]) => ({
                value,
                label: `${label}${(of.held[value] ?? 0) > 0 ? `: ${countText(of.held[value] ?? 0, 'payout', place)} would be held` : ''}`,
                ...(of.rails.some((rail) => rail === value) || value === 'payroll_csv' ? {} : { why: 'nobody has entered who pays; Settings, Who pays' }),
              }))}
              defaultValue={of.rails[0] ?? 'payroll_csv'}
            />
            <Submit primary>{n === 1 ? 'Raise 1 payout' : chosen.length > 0 ? `Raise ${n} payouts` : `Raise all ${n} payouts`}</Submit>
          </div>
        </Form>
      )}
      <Table<Row>
        url={readList(paths.newPayout(), {}, {})}
        caption={`Payees with confirmed awards in ${of.currency}`}
        rows={of.rows}
        rowKey={(r) => r.id}
        rowHref={(r) => paths.payee(r.id)}
        rowTone={(r) => (r.isPayable ? undefined : 'off')}
        {...(chosen.length === 0 && of.payable > 1
          ? {
              select: {
                name: 'payee',
                may: (r: Row) => (r.isPayable ? (true as const) : r.why),
                amount: (r: Row) => r.amount,
                noun: ['payee', 'payees'] as const,
                place,
                consequence: 'Only for these; the others wait.',
                acts: [{ verb: 'Raise for', href: paths.newPayout(), primary: true }],
              },
            }
          : {})}
        columns={[
          { id: 'payee', header: 'Payee', priority: 1, strong: true, link: true, cell: (r) => r.name },
          { id: 'awards', header: 'Lines', align: 'end', priority: 3, quiet: true, cell: (r) => countText(r.awards, 'line', place) },
          { id: 'why', header: 'Notice', quiet: true, priority: 4, cell: (r) => r.why },
          { id: 'amount', header: 'Amount', align: 'end', priority: 2, cell: (r) => <Money of={r.amount} place={place} code /> },
        ]}
        total={{ label: 'Sum', cells: { amount: <Money of={of.total} place={place} strong code /> } }}
      />
    </Section>
  )
}
