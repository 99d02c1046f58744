import { Fragment, type ReactNode } from 'react'
import { capital, countText, dayText, numberText } from '@/app/_ui/format.ts'
import { Mono, TextLink } from '@/app/_ui/link.tsx'
import { Money } from '@/app/_ui/money.tsx'
import { Notice } from '@/app/_ui/notice.tsx'
import { paths } from '@/app/_ui/paths.ts'
import type { TrailItem } from '@/app/_ui/trail.tsx'
import type { PayoutPage } from '@/lib/incentives/show-payout.ts'

const recordsShown = 6
/** What the bank line will be known by. US banks book an ACH file in one sum as a rule, and name no payment of it. */
function willMatch(payout: PayoutPage): ReactNode {
  if (payout.rail === 'payroll_csv') return 'The payroll office’s payment, by a line for each or for the whole batch'
  if (payout.rail === 'pain001')
    return (
      <>
        Will match end-to-end id <Mono>{payout.endToEndId}</Mono>
      </>
    )
  return payout.traceNumber === null ? (
    'Will be one line for the whole batch, or match the trace number that the file gives it'
  ) : (
    <>
      Will be one line for the whole batch, or match trace number <Mono>{payout.traceNumber}</Mono>
    </>
  )
}
/** From the bank line (unreached: dashed) down to the single work record, each step with its link. */
export function trailOf(payout: PayoutPage): TrailItem[] {
  const { place, may } = payout,
    items: TrailItem[] = []
  const ended = payout.state === 'rejected'
  for (const line of payout.bank.lines) {
    const came = line.direction === 'credit'
    items.push({
      id: line.id,
      mark: came ? 'triangle' : 'disc',
      what: (
        <>
          {came ? 'Came back' : 'Paid'} on{' '}
          {may.all ? <TextLink href={paths.statement(line.statement.id)}>{line.statement.number}</TextLink> : line.statement.number},{' '}
          <Money of={line.amount} place={place} />
        </>
      ),
      when: line.importedAt,
      sub: line.isWholeBatch
        ? `One line for the whole batch${line.bookedOn ? `, booked ${dayText(line.bookedOn, place)}` : ''}`
        : (line.reason ?? (line.bookedOn ? `Booked ${dayText(line.bookedOn, place)}` : undefined)),
    })
  }
  if (payout.bank.lines.length === 0 && !ended) items.push({ id: 'bank', mark: 'ring', ahead: true, what: 'Bank line', sub: willMatch(payout) })
  const { batch } = payout.bank
  if (batch && payout.releasedAt)
    items.push({
      id: 'batch',
      mark: 'disc',
      what: <>Released in {may.all ? <TextLink href={paths.batch(batch.id)}>{batch.number}</TextLink> : batch.number}</>,
      when: payout.releasedAt,
      sub: (
        <>
          Value day {dayText(batch.valueOn, place)}
          {batch.fileDigest ? (
            <>
              {' '}
              · file <Mono>{batch.fileDigest.slice(0, 12)}…</Mono>
            </>
          ) : null}
        </>
      ),
    })
  else if (!ended)
    items.push({
      id: 'batch',
      mark: 'ring',
      ahead: true,
      what: batch ? (
        <>In {may.all ? <TextLink href={paths.batch(batch.id)}>{batch.number}</TextLink> : batch.number}, not released</>
      ) : (
        'Released in a bank file'
      ),
      sub: 'By someone who approved none of it',
    })
  const given = payout.approvals.filter((a) => a.decision === 'approved')
  if (payout.state === 'raised' && !ended)
    items.push({
      id: 'next',
      mark: 'quarter',
      what: (
        <b>
          {given.length > 0 ? 'Second approval' : 'Approval'} {payout.may.approve?.may ? 'waits for you' : 'is waited for'}
        </b>
      ),
      sub: payout.approvalsNeeded > 1 ? 'Policy: this amount needs two people' : 'Policy: one person who is neither raiser nor payee',
    })
  if (payout.state === 'held') items.push({ id: 'held', mark: 'square', what: <b>Held</b>, sub: payout.holdReason ?? undefined })
  // The n-th approval is the n-th event of that name.
  const leaves = (event: string) => payout.seal.byEvent.filter((one) => one.event === event).map((one) => one.leaf),
    sealed = (leaf: bigint | null | undefined) => (leaf === null || leaf === undefined ? undefined : `entry ${numberText(leaf, place)}`)
  const signed = new Map(payout.approvals.filter((a) => a.decision === 'approved').map((a, i) => [a.memberId, leaves('payout.approved')[i]] as const))
  for (const approval of [...payout.approvals].reverse())
    items.push({
      id: `${approval.memberId}${approval.decision}`,
      mark: approval.decision === 'approved' ? 'disc' : 'slash',
      what: (
        <>
          {approval.by} {approval.decision}
        </>
      ),
      when: approval.at,
      sub: [
        approval.onBehalfOf ? `For ${approval.onBehalfOf}` : undefined,
        approval.role,
        approval.decision === 'approved' && approval.withFactor ? 'second factor' : undefined,
        sealed(signed.get(approval.memberId)),
        approval.note ?? undefined,
      ]
        .filter(Boolean)
        .join(' · '),
    })
  items.push({
    id: 'raised',
    mark: 'disc',
    what: <>{payout.raisedBy.name} raised the payout</>,
    when: payout.raisedAt,
    sub: (
      <>
        Once per key <Mono>{payout.idempotencyKey.slice(0, 13)}…</Mono>
        {sealed(leaves('payout.raised')[0]) ? ` · ${sealed(leaves('payout.raised')[0])}` : ''}
      </>
    ),
  })
  for (const line of payout.lines)
    if (line.award)
      items.push({
        id: line.award.id,
        mark: 'disc',
        what: (
          <>
            <TextLink href={may.all ? paths.award(line.award.id) : paths.myAward(line.award.id)}>{line.award.number}</TextLink> granted{' '}
            <Money of={line.amount} place={place} />
          </>
        ),
        when: line.award.decidedAt ?? undefined,
        sub: (
          <>
            {line.program?.name}
            {line.program?.version ? `, rule v${line.program.version}` : ''} ·{' '}
            {line.recordCount === 0
              ? line.award.kind
              : `${numberText(line.recordCount, place)} ${line.recordCount === 1 ? 'record' : 'records'}, ${line.award.steps.length} ${line.award.steps.length === 1 ? 'step' : 'steps'}`}
          </>
        ),
      })
  const records = [...new Map(payout.lines.flatMap((line) => line.records.map((record) => [record.id, record] as const))).values()],
    all = payout.recordCount
  items.push({
    id: 'work',
    mark: 'disc',
    bob: true,
    what: all === 0 ? 'Granted by nomination' : `${capital(countText(all, 'record', place))} of work`,
    sub: (
      <>
        {records.slice(0, recordsShown).map((record) => (
          <Fragment key={record.id}>
            {may.all ? (
              <TextLink href={paths.workRecord(record.id)}>
                <Mono>{record.number}</Mono>
              </TextLink>
            ) : (
              <Mono>{record.number}</Mono>
            )}{' '}
            {record.key} · <Mono>{record.digest.slice(0, 8)}…</Mono>
            <br />
          </Fragment>
        ))}
        {all > recordsShown ? `and ${numberText(all - recordsShown, place)} more, in their awards` : null}
      </>
    ),
  })
  return items
}
/** Whether every step of this payout is sealed, and under which checkpoint. */
export function SealNote({ payout }: { payout: PayoutPage }) {
  const { seal, place } = payout
  if (seal.sealed < seal.events)
    return (
      <Notice tone="warn" title="Sealing">
        {seal.sealed} of {seal.events} steps are sealed; the rest follows within seconds.
      </Notice>
    )
  return (
    <Notice
      tone="good"
      title={
        <>
          Every step is sealed, up to entry <Mono>{numberText(seal.lastLeaf ?? 0n, place)}</Mono>.
        </>
      }
    >
      {(payout.may.print || payout.may.audit) && (
        <span className="mt-1 block">
          {payout.may.print && (
            <TextLink accent href={paths.evidencePack(payout.id)}>
              Evidence pack
            </TextLink>
          )}
          {payout.may.print && payout.may.audit && ' · '}
          {payout.may.audit && (
            <TextLink accent href={paths.audit()}>
              Verify offline
            </TextLink>
          )}
        </span>
      )}
    </Notice>
  )
}
