import { load } from '@/app/_bind/load.ts'
import { Facts } from '@/app/_ui/docket.tsx'
import { Mono } from '@/app/_ui/link.tsx'
import { dayText, localText, momentText } from '@/app/_ui/format.ts'
import { Money } from '@/app/_ui/money.tsx'
import { Headline } from '@/app/_ui/page.tsx'
import { Page, PrintSheetSection } from './sheet.tsx'
import { PrintSheet } from '@/app/_ui/docket.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { SubmitButton } from '@/app/_ui/submit.client.tsx'
import { Table } from '@/app/_ui/table/table.tsx'
import { showEvidence, subjectsMost } from '@/lib/incentives/show-evidence.ts'
import { showPayout } from '@/lib/incentives/show-payout.ts'
import { print } from '../../actions.ts'
import { DeskLink } from '../../../desk-link.tsx'
import { Result } from '../earned.tsx'
import { stateWordsOf } from '../payout-words.ts'

export const metadata = { title: 'Evidence pack' }
/** Steps of the arithmetic on one sheet; each award has all of its own on its page. */
const stepsMost = 300
type Event = NonNullable<Awaited<ReturnType<typeof showEvidence.invoke>>['pack']>['events'][number]

/** The whole story of one payout on paper: from the work to the bank line, each step with its place in the sealed log. */
export default async function EvidencePage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params
  const payout = await load(showPayout, { id })
  // The batch first: it is the way to the bank, and of very many awards the last are those that a pack can do without.
  const related = [...(payout.bank.batch ? [payout.bank.batch.id] : []), ...payout.lines.flatMap((line) => (line.award ? [line.award.id] : []))],
    told = related.slice(0, subjectsMost)
  const { pack: proof, company } = await load(showEvidence, { id, alsoAbout: told })
  if (proof === undefined) {
    return (
      <Page
        number={payout.number}
        id={id}
        headline={<Headline>The evidence pack of {payout.number} names whoever earned, approved and paid it; that you took it is recorded.</Headline>}
        about="It is the whole story of one payout on paper: its awards, the work they count, every act with its place in the sealed log, and how to check all that without us."
      >
        <SubmitButton action={print} hidden={{ id }} primary size="large">
          Make the evidence pack
        </SubmitButton>
      </Page>
    )
  }
  const { place } = payout,
    records = payout.lines.flatMap((line) => line.records.map((record) => ({ ...record, award: line.award?.number ?? '' }))),
    steps = payout.lines.flatMap(({ award }) => (award ? award.steps.map((step) => ({ ...step, award: award.number })) : [])).slice(0, stepsMost),
    rules = [
      ...new Map(
        payout.lines.flatMap(({ program }) => (program?.version && program.rule.length > 0 ? [[`${program.id}${program.version}`, program] as const] : [])),
      ).values(),
    ]
  return (
    <Page number={payout.number} id={id}>
      <PrintSheet
        company={company}
        title={<>Evidence for {payout.number}</>}
        meta={
          <>
            Printed {momentText(place.now, place, 'paper')}
            <br />
            by {proof.printedBy}
          </>
        }
        foot={
          <>
            Digest of this pack <span className="mono break-all">{proof.digest}</span>
          </>
        }
      >
        <Facts
          items={[
            ['Amount', <Money key="a" of={payout.amount} place={place} code />],
            ['Payee', payout.payee.name],
            ['State', stateWordsOf(payout)],
            [
              'Raised',
              <>
                {momentText(payout.raisedAt, place, 'paper')} by {payout.raisedBy.name}
              </>,
            ],
            payout.note !== null && ['Note', payout.note],
            ...payout.approvals.map(
              (a) =>
                [
                  a.decision === 'approved' ? 'Approved' : 'Rejected',
                  <>
                    {momentText(a.at, place, 'paper')} by {a.by}
                  </>,
                ] as const,
            ),
            payout.bank.batch && [
              'Batch',
              <>
                {payout.bank.batch.number}, value day {dayText(payout.bank.batch.valueOn, place, 'long')}, file{' '}
                <span className="mono break-all">{payout.bank.batch.fileDigest ?? 'not written'}</span>
              </>,
            ],
            ...payout.bank.lines.map(
              (line) =>
                [
                  'Bank line',
                  <>
                    {line.statement.number}, {line.bookedOn ? <>booked {dayText(line.bookedOn, place, 'long')}</> : 'not booked'},{' '}
                    <Money of={line.amount} place={place} code />
                    {line.isWholeBatch ? ' for the whole batch' : ''}
                  </>,
                ] as const,
            ),
          ]}
        />
        <PrintSheetSection title="Awards">
          <Table
            plain
            dense
            caption="Awards of this payout"
            rows={payout.lines}
            rowKey={(l) => l.award?.id ?? l.redemption ?? ''}
            columns={[
              { id: 'n', header: 'Award', priority: 3, cell: (l) => <Mono>{l.award?.number ?? l.redemption}</Mono> },
              { id: 'p', header: 'Program', priority: 1, cell: (l) => `${l.program?.name ?? ''}${l.program?.version ? `, rule v${l.program.version}` : ''}` },
              { id: 'd', header: 'Derivation digest', priority: 4, cell: (l) => <Mono>{l.award?.digest.slice(0, 16)}</Mono> },
              { id: 'a', header: 'Amount', align: 'end', priority: 2, cell: (l) => <Money of={l.amount} place={place} /> },
            ]}
          />
        </PrintSheetSection>
        {rules.length > 0 && (
          <PrintSheetSection title="Rules">
            {rules.map((program) => (
              <p key={`${program.id}${program.version}`}>
                {program.name}, rule v{program.version}: {localText(program.rule.join(' '), place)}
              </p>
            ))}
          </PrintSheetSection>
        )}
        {steps.length > 0 && (
          <PrintSheetSection title="How the amounts came about">
            <Table
              plain
              dense
              caption="Arithmetic of the awards"
              rows={steps}
              rowKey={(s) => `${s.award}${s.key}`}
              columns={[
                { id: 'n', header: 'Award', priority: 3, cell: (s) => <Mono>{s.award}</Mono> },
                { id: 't', header: 'Step', priority: 1, wraps: true, cell: (s) => localText(s.text, place) },
                { id: 'r', header: 'Result', align: 'end', priority: 2, cell: (s) => <Result step={s} currency={payout.amount.currency} place={place} /> },
              ]}
            />
          </PrintSheetSection>
        )}
        {records.length > 0 && (
          <PrintSheetSection title="Work records">
            <Table
              plain
              dense
              caption="Work records counted"
              rows={records}
              rowKey={(r) => r.id}
              columns={[
                { id: 'n', header: 'Record', priority: 1, cell: (r) => <Mono>{r.number}</Mono> },
                { id: 'k', header: 'Key', priority: 3, cell: (r) => <Whole>{r.key}</Whole> },
                { id: 'o', header: 'Opened', cell: (r) => (r.openedAt ? momentText(r.openedAt, place, 'paper') : '') },
                { id: 'c', header: 'Counted', priority: 2, cell: (r) => (r.countedAt ? momentText(r.countedAt, place, 'paper') : '') },
                { id: 's', header: 'Size', align: 'end', cell: (r) => (r.value ? <Money of={r.value} place={place} /> : (r.quantity ?? '')) },
                { id: 'a', header: 'Award', cell: (r) => <Mono>{r.award}</Mono> },
                { id: 'd', header: 'Digest', priority: 4, cell: (r) => <Mono>{r.digest.slice(0, 16)}</Mono> },
              ]}
            />
          </PrintSheetSection>
        )}
        <PrintSheetSection title="Events in the sealed log">
          {(told.length < related.length || proof.events.length < proof.eventsInAll) && (
            <p>
              {proof.events.length < proof.eventsInAll ? `The first ${proof.events.length} of ${proof.eventsInAll} events are printed here. ` : ''}
              {told.length < related.length ? `Events of ${related.length - told.length} more awards are left out. ` : ''}The bundle holds all of them.
            </p>
          )}
          <Table<Event>
            plain
            dense
            caption="Events"
            rows={proof.events}
            rowKey={(e) => e.id}
            columns={[
              { id: 'l', header: 'Entry', align: 'end', priority: 4, cell: (e) => <Mono>{e.leaf ?? 'sealing'}</Mono> },
              { id: 't', header: 'Moment', priority: 2, cell: (e) => <span className="inline-block min-w-[15ch]">{momentText(e.at, place, 'paper')}</span> },
              { id: 'w', header: 'Who', priority: 3, cell: (e) => `${e.by}, ${e.role.replaceAll('_', ' ')}` },
              { id: 'e', header: 'What happened', priority: 1, wraps: true, cell: (e) => e.said },
              { id: 'p', header: 'By the right to', wraps: true, cell: (e) => e.right },
              { id: 'h', header: 'Leaf hash', cell: (e) => <Mono>{e.hash?.slice(0, 16)}</Mono> },
            ]}
          />
        </PrintSheetSection>
        <PrintSheetSection title="Checkpoint">
          {proof.checkpoint ? (
            <pre className="mono whitespace-pre-wrap break-all text-caption">{proof.checkpoint.note}</pre>
          ) : (
            <p>No checkpoint has been signed yet.</p>
          )}
          <p>
            Fingerprint of the signing key: <span className="mono break-words">{proof.fingerprint}</span>. Compare it with the one you were given by another
            way, then check the exported log with the verifier: <DeskLink href={paths.audit()}>audit bundle</DeskLink>.
          </p>
        </PrintSheetSection>
      </PrintSheet>
    </Page>
  )
}
/** A key of another system, which breaks at its hyphens otherwise; a very long one is cut by the sheet's own rule. */
const Whole = ({ children }: { children: string }) => (children.length > 24 ? <>{children}</> : <span className="whitespace-nowrap">{children}</span>)
