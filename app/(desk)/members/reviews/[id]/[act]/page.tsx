import { notFound } from 'next/navigation'
import { load } from '@/app/_bind/load.ts'
import { Act } from '@/app/_ui/act.tsx'
import { SelectField } from '@/app/_ui/choice.client.tsx'
import { AreaField } from '@/app/_ui/value-fields.client.tsx'
import { Form } from '@/app/_ui/form.client.tsx'
import { capital, countText } from '@/app/_ui/format.ts'
import type { SearchParams } from '@/app/_ui/list-url.ts'
import { Notice } from '@/app/_ui/notice.tsx'
import { OtpField } from '@/app/_ui/otp-field.client.tsx'
import { paths, type ReviewAct } from '@/app/_ui/paths.ts'
import { Submit } from '@/app/_ui/submit.client.tsx'
import { Table } from '@/app/_ui/table/table.tsx'
import { listLines, type LineView } from '@/lib/tenancy/review/list-lines.ts'
import { showReview } from '@/lib/tenancy/review/list-reviews.ts'
import { roleWords } from '../../../../role-words.ts'
import { close, decide, repeat } from '../../actions.ts'
import { repeatOptions } from '../../repeat-options.ts'

export const metadata = { title: 'Access review' }
const acts: readonly ReviewAct[] = ['keep', 'remove', 'close', 'repeat']

/** Keeps or takes away the lines that were ticked, closes the review with what is left, or lets it be opened anew. */
export default async function ReviewActPage({ params, searchParams }: { params: Promise<{ id: string; act: string }>; searchParams: Promise<SearchParams> }) {
  const { id, act: asked } = await params,
    act = acts.find((one) => one === asked)
  if (act === undefined) notFound()
  const review = await load(showReview, { reviewId: id })
  if (act === 'repeat') return <Repeating review={review} />
  return act === 'close' ? <Closing review={review} /> : <Deciding review={review} act={act} ids={[(await searchParams)['line'] ?? []].flat().slice(0, 100)} />
}
type Review = Awaited<ReturnType<typeof showReview.invoke>>
function Closing({ review }: { review: Review }) {
  return (
    <Act
      back={paths.review(review.id)}
      title={<>Close {review.number}</>}
      facts={[['Decided', `${review.lines - review.undecided} of ${review.lines}`]]}
      foot="What was decided stays; what was not is named in the log and in the evidence."
    >
      {!review.mayClose ? (
        <Notice tone="warn" title="Not now.">
          {review.state === 'closed' ? 'It is closed already.' : 'Your role does not include it.'}
        </Notice>
      ) : (
        <Form action={close} hidden={{ reviewId: review.id }}>
          {review.undecided > 0 && <Notice tone="warn">{capital(countText(review.undecided, 'line stays', review.place, 'lines stay'))} undecided.</Notice>}
          <AreaField name="reason" label="Reason" rows={2} max={300} hint="It stands in the evidence." />
          <OtpField name="factorCode" label="Code from your authenticator app" />
          <Submit danger wide size="large">
            Close it
          </Submit>
        </Form>
      )}
    </Act>
  )
}
function Repeating({ review }: { review: Review }) {
  return (
    <Act
      back={paths.review(review.id)}
      title={<>Open {review.number} anew</>}
      facts={[['Over', review.scope]]}
      foot="Counted from the day on which this one was opened. Each time its lines are frozen as they are then."
    >
      {!review.mayRepeat || review.followedBy ? (
        <Notice tone="warn" title="Not now.">
          {review.followedBy ? `${review.followedBy.number} follows it already.` : 'Your role does not include it.'}
        </Notice>
      ) : (
        <Form action={repeat} hidden={{ reviewId: review.id }}>
          <SelectField name="repeats" label="Opened anew" defaultValue={review.repeats} options={repeatOptions} />
          <OtpField name="factorCode" label="Code from your authenticator app" />
          <Submit primary wide size="large">
            Save
          </Submit>
        </Form>
      )}
    </Act>
  )
}
async function Deciding({ review, act, ids }: { review: Review; act: 'keep' | 'remove'; ids: readonly string[] }) {
  const { rows, roles, place } = await load(listLines, { reviewId: review.id, ids, size: 100 }),
    lines = ids.length === 0 ? [] : rows.filter((row) => row.whyNot === ''),
    isRemoval = act === 'remove',
    mayMove =
      isRemoval && lines.some((row) => row.kind === 'member' || row.kind === 'role') && lines.every((row) => row.kind === 'member' || row.kind === 'role')
  return (
    <Act
      back={paths.review(review.id)}
      wide
      title={
        <>
          {isRemoval ? 'Remove' : 'Keep'} {countText(lines.length, 'line', place)}
        </>
      }
      foot={isRemoval ? 'It takes effect at once; the digest shows what it was.' : 'Recorded with your name.'}
    >
      {lines.length === 0 ? (
        <Notice tone="warn" title="Nothing is chosen">
          Choose lines in the review that are yours to decide.
        </Notice>
      ) : (
        <>
          <Table<LineView>
            plain
            dense
            caption="Chosen lines"
            rows={lines}
            rowKey={(row) => row.id}
            columns={[
              { id: 'subject', header: 'Subject', priority: 1, strong: true, cell: (row) => (row.kind === 'member' ? row.name : row.label) },
              { id: 'kind', header: 'Kind', priority: 3, quiet: true, cell: (row) => row.noun },
              {
                id: 'then',
                header: isRemoval ? 'What happens' : 'May',
                priority: 2,
                cell: (row) => (isRemoval ? consequence(row) : `${row.permissions}${row.moneyPermissions > 0 ? `, ${row.moneyPermissions} of money` : ''}`),
              },
            ]}
          />
          <Form action={decide} hidden={{ reviewId: review.id, decision: act }}>
            {lines.map((row) => (
              <input key={row.id} type="hidden" name="lineIds[]" value={row.id} />
            ))}
            {mayMove && (
              <SelectField
                name="to"
                label="Instead, move to the role"
                optional
                placeholder="Do not move: suspend, or end the role"
                options={roles.filter((role) => role.name !== 'owner').map((role) => ({ value: role.key, label: roleWords(role.name) }))}
                hint="A role that holds less. A role that members hold ends only by moving them."
              />
            )}
            <AreaField name="reason" label="Reason" rows={2} max={300} optional={isRemoval ? false : true} hint="It stands in the evidence." />
            <OtpField name="factorCode" label="Code from your authenticator app" />
            <Submit primary={!isRemoval} danger={isRemoval} wide size="large">
              {isRemoval ? 'Remove' : 'Keep'}
            </Submit>
          </Form>
        </>
      )}
    </Act>
  )
}
const consequence = (row: LineView): string =>
  row.kind === 'role'
    ? 'the role ends'
    : row.kind === 'token' || row.kind === 'key'
      ? 'revoked'
      : row.kind === 'grant'
        ? 'ended'
        : row.facts['state'] === 'invited'
          ? 'invitation withdrawn'
          : row.facts['state'] === 'suspended'
            ? 'membership ended'
            : 'suspended'
