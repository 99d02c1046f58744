import { capital, countText } from '@/app/_ui/format.ts'
import { Mono, TextLink } from '@/app/_ui/link.tsx'
import { DayMark } from '@/app/_ui/moment.tsx'
import { paths } from '@/app/_ui/paths.ts'
import type { TrailItem } from '@/app/_ui/trail.tsx'
import { takerOf } from '../columns.tsx'
import type { BatchPage } from '@/lib/incentives/show-batch.ts'

const toldWords: Readonly<Record<string, string>> = {
  camt053: 'Statement',
  camt054: 'Advice',
  csv: 'CSV statement',
  pain002: 'Status report',
  nacha_return: 'ACH returns',
  nacha_noc: 'ACH notices of change',
}

/** Newest first: what the bank said, the release with its file, the making. */
export function trailOf(batch: BatchPage): TrailItem[] {
  const { place, file } = batch,
    items: TrailItem[] = []
  if (batch.state === 'settled')
    items.push({ id: 'settled', mark: 'disc', what: <b>Every payout settled or returned</b>, ...(batch.settledAt ? { when: batch.settledAt } : {}) })
  if (batch.state === 'refused')
    items.push({
      id: 'refused',
      mark: 'triangle',
      what: <b>{capital(takerOf(batch.rail))} refused the whole file</b>,
      when: batch.changedAt,
      sub: batch.bankStatus ?? undefined,
    })
  if (batch.state === 'cancelled') items.push({ id: 'cancelled', mark: 'slash', what: 'Dropped before release', when: batch.changedAt })
  if (batch.state === 'released')
    items.push({ id: 'bank', mark: 'ring', ahead: true, what: 'Bank lines', sub: 'A statement settles each payout by its end-to-end id' })
  for (const told of [...batch.told].reverse())
    items.push({
      id: told.id,
      mark: told.kind === 'pain002' ? 'half' : 'disc',
      what: (
        <>
          {toldWords[told.kind] ?? told.kind} <TextLink href={paths.statement(told.id)}>{told.number}</TextLink>
        </>
      ),
      when: told.at,
      sub: `${countText(told.lines, 'line', place)} about this batch`,
    })
  if (batch.releasedAt)
    items.push({
      id: 'released',
      mark: 'disc',
      what: <>{batch.releasedBy ?? 'Somebody'} released it</>,
      when: batch.releasedAt,
      sub: file ? (
        <>
          One file, <Mono>{file.digest.slice(0, 12)}…</Mono>, for <DayMark day={batch.valueOn} place={place} show="short" />
        </>
      ) : undefined,
    })
  else if (batch.state === 'draft')
    items.push({ id: 'release', mark: 'quarter', ahead: true, what: 'Release', sub: 'By someone who approved none of its payouts and is paid by none' })
  items.push({
    id: 'made',
    mark: 'disc',
    bob: true,
    what: (
      <>
        {batch.madeBy ?? 'Somebody'} made it of {countText(batch.payoutCount, 'payout', place)}
      </>
    ),
    when: batch.madeAt,
  })
  return items
}
