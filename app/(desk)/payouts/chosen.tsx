import { load } from '@/app/_bind/load.ts'
import { Field } from '@/app/_ui/field.client.tsx'
import { AreaField } from '@/app/_ui/value-fields.client.tsx'
import { Form } from '@/app/_ui/form.client.tsx'
import { countText } from '@/app/_ui/format.ts'
import { Mono } from '@/app/_ui/link.tsx'
import { Money, sharedCurrency } from '@/app/_ui/money.tsx'
import { Notice } from '@/app/_ui/notice.tsx'
import { OtpField } from '@/app/_ui/otp-field.client.tsx'
import type { Place } from '@/app/_ui/place.ts'
import { Submit } from '@/app/_ui/submit.client.tsx'
import { Table } from '@/app/_ui/table/table.tsx'
import { listPayouts, type PayoutListItem } from '@/lib/incentives/list-payouts.ts'
import { approve, reject, resume } from './actions.ts'

type Rows = readonly PayoutListItem[]
/** The payouts that were ticked and still wait, as the operation sees them now. */
export async function chosenPayouts(given: string | string[] | undefined, tab: 'approve' | 'held' = 'approve'): Promise<{ rows: Rows; place: Place }> {
  const ids = [given ?? []].flat().slice(0, 100)
  const { rows, place } = await load(listPayouts, { tab, ids, size: 100, sort: 'raised' })
  return { rows, place }
}
/** What an act is about, each with its amount: what is signed is what is shown. */
export function Chosen({ rows, place, verb }: { rows: Rows; place: Place; verb: 'approve' | 'reject' | 'resume' }) {
  if (rows.length === 0) return null
  const mixes = sharedCurrency(rows.map((row) => row.amount)) === undefined
  return (
    <Table<PayoutListItem>
      plain
      dense
      caption="Chosen payouts"
      rows={rows}
      rowKey={(r) => r.id}
      rowTone={(r) => ((verb === 'approve' && !r.mayApprove) || (verb === 'resume' && !r.mayResume) ? 'off' : undefined)}
      columns={[
        { id: 'number', header: 'Payout', priority: 3, cell: (r) => <Mono>{r.number}</Mono> },
        { id: 'payee', header: 'Payee', priority: 1, cell: (r) => r.payee.name },
        verb === 'resume'
          ? { id: 'why', header: 'Held because', priority: 4, quiet: true, cell: (r) => r.holdReason }
          : { id: 'part', header: 'Your part', priority: 4, quiet: true, cell: (r) => r.yourPart },
        { id: 'amount', header: 'Amount', align: 'end', priority: 2, cell: (r) => <Money of={r.amount} place={place} code={mixes} /> },
      ]}
    />
  )
}
const Ids = ({ rows }: { rows: Rows }) => (
  <>
    {rows.map((row) => (
      <input key={row.id} type="hidden" name="payoutIds[]" value={row.id} />
    ))}
  </>
)
const Nothing = ({ waits = 'that wait for approval' }: { waits?: string }) => (
  <Notice tone="warn" title="Nothing is chosen">
    Choose payouts in the list {waits}.
  </Notice>
)
export function ApproveForm({ rows, place }: { rows: Rows; place: Place }) {
  if (rows.length === 0) return <Nothing />
  return (
    <Form action={approve}>
      <Ids rows={rows} />
      <Field name="note" label="Note" optional max={500} />
      <OtpField name="factorCode" label="Code from your authenticator app" />
      <Submit primary wide size="large">
        {rows.length === 1 ? 'Approve' : `Approve ${countText(rows.length, 'payout', place)}`}
      </Submit>
    </Form>
  )
}
export function RejectForm({ rows, place }: { rows: Rows; place: Place }) {
  if (rows.length === 0) return <Nothing />
  return (
    <Form action={reject}>
      <Ids rows={rows} />
      <AreaField name="reason" label="Reason" hint="The payees and the auditor read it." rows={3} max={500} />
      <Submit danger wide size="large">
        {rows.length === 1 ? 'Reject' : `Reject ${countText(rows.length, 'payout', place)}`}
      </Submit>
    </Form>
  )
}
export function ResumeForm({ rows, place }: { rows: Rows; place: Place }) {
  if (rows.length === 0) return <Nothing waits="of those that are held" />
  return (
    <Form action={resume}>
      <Ids rows={rows} />
      <Submit primary wide size="large">
        {rows.length === 1 ? 'Resume' : `Resume ${countText(rows.length, 'payout', place)}`}
      </Submit>
    </Form>
  )
}
