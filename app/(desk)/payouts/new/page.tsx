import { randomUUID } from 'node:crypto'
import { load } from '@/app/_bind/load.ts'
import { Empty } from '@/app/_ui/empty.tsx'
import { SelectField } from '@/app/_ui/choice.client.tsx'
import { LinkButton } from '@/app/_ui/button.tsx'
import { Form } from '@/app/_ui/form.client.tsx'
import { countText } from '@/app/_ui/format.ts'
import { Money } from '@/app/_ui/money.tsx'
import { Headline, Page, Section } from '@/app/_ui/page.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Submit } from '@/app/_ui/submit.client.tsx'
import { Table } from '@/app/_ui/table/table.tsx'
import { TextLink } from '@/app/_ui/link.tsx'
import { listRaisable } from '@/lib/incentives/list-raisable.ts'
import { raiseAll } from '../actions.ts'
import { railWords } from '../columns.tsx'
import { Sums } from '../sums.tsx'

export const metadata = { title: 'Raise payouts' }
type Row = Awaited<ReturnType<typeof listRaisable.invoke>>['currencies'][number]['rows'][number]

export default async function RaisePage() {
  const { currencies, place } = await load(listRaisable, {})
  const payable = currencies.reduce((n, c) => n + c.payable, 0)
  return (
    <Page crumbs={[{ label: 'Payouts', href: paths.payouts() }, { label: 'Raise' }]}
      headline={<Headline>{payable === 0 ? <>No confirmed award waits for a payout.</> : <>{countText(payable, 'payee', place)} would be paid <Sums of={currencies.map((c) => c.total)} place={place} />; each payout is approved before anything leaves.</>}</Headline>}>
      {payable === 0 && <Empty.Yet title="Nothing to raise." act={<LinkButton href={paths.awards()}>Open awards</LinkButton>}>Confirm awards first; they are paid once.</Empty.Yet>}
      {currencies.filter((c) => c.rows.length > 0).map((c) => (
        <Section key={c.currency} title={c.currency} note={`${c.payable} of ${c.rows.length} payees have something to pay`}>
          <Form action={raiseAll} hidden={{ currency: c.currency, idempotencyKey: randomUUID() }} className="mb-4">
            <div className="flex flex-wrap items-end gap-4">
              <SelectField name="rail" label="Paid by" options={Object.entries(railWords).map(([value, label]) => ({ value, label, ...(c.rails.some((rail) => rail === value) || value === 'payroll_csv' ? {} : { why: 'no originator set up' }) }))} defaultValue={c.rails[0] ?? 'payroll_csv'} />
              <Submit primary>{`Raise ${c.payable} ${c.payable === 1 ? 'payout' : 'payouts'}`}</Submit>
            </div>
          </Form>
          <Table<Row> plain caption={`Payees with confirmed awards in ${c.currency}`} rows={c.rows} rowKey={(r) => r.id} rowTone={(r) => (r.isPayable ? undefined : 'off')} columns={[
            { id: 'payee', header: 'Payee', priority: 1, cell: (r) => <TextLink href={paths.payee(r.id)}>{r.name}</TextLink> }, { id: 'awards', header: 'Lines', align: 'end', priority: 3, cell: (r) => r.awards },
            { id: 'why', header: '', quiet: true, cell: (r) => (r.isPayable ? '' : 'Carried: nothing to pay') }, { id: 'amount', header: 'Amount', align: 'end', priority: 2, cell: (r) => <Money of={r.amount} place={place} /> },
          ]} total={{ label: 'Sum', cells: { amount: <Money of={c.total} place={place} strong /> } }} />
        </Section>
      ))}
    </Page>
  )
}
