import { load } from '@/app/_bind/load.ts'
import { Facts, PrintSheet } from '@/app/_ui/docket.tsx'
import { dayText, momentText } from '@/app/_ui/format.ts'
import { Mono } from '@/app/_ui/link.tsx'
import { Page } from '@/app/_ui/page.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Table } from '@/app/_ui/table/table.tsx'
import { listLines, type LineView } from '@/lib/tenancy/review/list-lines.ts'
import { showReview } from '@/lib/tenancy/review/list-reviews.ts'
import { showReviewEvidence } from '@/lib/tenancy/review/review-entries.ts'

export const metadata = { title: 'Evidence of a review' }
type Event = Awaited<ReturnType<typeof showReviewEvidence.invoke>>['events'][number]
/** Paper is for people: longer reviews are whole in the file. */
const printedMax = 1_000

/** A review on paper: what was frozen with its digest, what was decided by whom, and where it stands in the sealed log. */
export default async function ReviewEvidencePage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params,
    [review, proof] = await Promise.all([load(showReview, { reviewId: id }), load(showReviewEvidence, { reviewId: id })]),
    { place } = review,
    lines = await readLines(id),
    entries = new Map(proof.decided.map((one) => [one.line, one.entry]))
  return (
    <Page crumbs={[{ label: 'Access reviews', href: paths.reviews() }, { label: review.number, href: paths.review(id) }, { label: 'Evidence' }]}>
      <PrintSheet
        company={proof.company}
        title={
          <>
            Access review {review.number}: {review.name}
          </>
        }
        meta={
          <>
            Printed {momentText(place.now, place, 'paper')}
            <br />
            by {proof.printedBy}
          </>
        }
        foot={
          <>
            Digest of this page <span className="mono break-all">{proof.digest}</span>
          </>
        }
      >
        <Facts
          items={[
            ['Over', `${review.scope}, ${review.lines} lines`],
            ['Opened', `${momentText(review.openedAt, place, 'paper')} by ${review.openedBy}`],
            ['Due', dayText(review.dueOn, place, 'long')],
            ['Reviewers', review.reviewers.map((person) => person.name).join(', ')],
            [
              'State',
              review.state === 'closed'
                ? `closed${review.closedAt ? ` ${momentText(review.closedAt, place, 'paper')}` : ''}${review.closedBy ? ` by ${review.closedBy}` : ''}${review.closedWhy ? `: ${review.closedWhy}` : ''}`
                : 'still open',
            ],
            ['Decided', `${review.kept} kept, ${review.removed} removed, ${review.undecided} undecided`],
            [
              'Population digest',
              <span key="p" className="mono break-all">
                {proof.population.stored}
              </span>,
            ],
            [
              'In the log',
              proof.population.isWhole ? (
                'the event of the opening says the same, and so do the lines below'
              ) : (
                <span key="l">
                  the lines do not agree: reckoned {proof.population.reckoned}, in the log {proof.population.inLog ?? 'nothing'}
                </span>
              ),
            ],
          ]}
        />
        <section className="mt-6">
          <h2 className="mb-2 text-section font-semibold">Lines and decisions</h2>
          {review.lines > lines.length && (
            <p>
              The first {lines.length} of {review.lines} lines are printed here. The file holds all of them.
            </p>
          )}
          <Table<LineView>
            plain
            dense
            caption="Lines"
            rows={lines}
            rowKey={(row) => row.id}
            columns={[
              { id: 'n', header: 'Line', align: 'end', priority: 4, cell: (row) => row.position },
              { id: 's', header: 'Subject', priority: 1, wraps: true, cell: (row) => `${row.label}${row.name === '' ? '' : `, ${row.name}`}` },
              {
                id: 'w',
                header: 'When frozen',
                wraps: true,
                cell: (row) => row.facts['role'] ?? row.facts['what'] ?? row.facts['made from'] ?? row.facts['connection'] ?? row.facts['made by'] ?? '',
              },
              { id: 'd', header: 'Decision', priority: 2, cell: (row) => row.decision ?? 'undecided' },
              {
                id: 'b',
                header: 'By',
                priority: 3,
                wraps: true,
                cell: (row) => (row.decidedAt ? `${row.decidedBy}, ${momentText(row.decidedAt, place, 'paper')}` : ''),
              },
              { id: 'r', header: 'Reason and outcome', wraps: true, cell: (row) => [row.reason, row.outcome].filter((text) => text !== '').join('; ') },
              { id: 'e', header: 'Entry', align: 'end', cell: (row) => <Mono>{entries.get(row.position) ?? ''}</Mono> },
              { id: 'h', header: 'Line digest', cell: (row) => <Mono>{row.digest.slice(0, 16)}</Mono> },
            ]}
          />
        </section>
        <section className="mt-6">
          <h2 className="mb-2 text-section font-semibold">Opening and closing in the sealed log</h2>
          <Table<Event>
            plain
            dense
            caption="Events"
            rows={proof.events}
            rowKey={(event) => event.id}
            columns={[
              { id: 'l', header: 'Entry', align: 'end', priority: 4, cell: (event) => <Mono>{event.entry}</Mono> },
              { id: 't', header: 'Moment', priority: 2, cell: (event) => momentText(event.at, place, 'paper') },
              { id: 'w', header: 'Who', priority: 3, cell: (event) => `${event.by}, ${event.role.replaceAll('_', ' ')}` },
              { id: 'e', header: 'What happened', priority: 1, wraps: true, cell: (event) => event.said },
              { id: 'h', header: 'Leaf hash', cell: (event) => <Mono>{event.hash.slice(0, 24)}</Mono> },
            ]}
          />
        </section>
        <section className="mt-6">
          <h2 className="mb-2 text-section font-semibold">Checkpoint</h2>
          {proof.checkpoint ? (
            <pre className="mono whitespace-pre-wrap break-all text-caption">{proof.checkpoint.note}</pre>
          ) : (
            <p>No checkpoint has been signed yet.</p>
          )}
          <p>
            Fingerprint of the signing key: <span className="mono break-words">{proof.fingerprint}</span>. Compare it with the one you were given by another
            way. How to reckon the population digest from the file, and how to check the log, is in docs/security/access-reviews.md.
          </p>
        </section>
      </PrintSheet>
    </Page>
  )
}
async function readLines(reviewId: string): Promise<LineView[]> {
  const lines: LineView[] = []
  for (let after: string | undefined; ;) {
    const page = await load(listLines, { reviewId, size: 100, ...(after === undefined ? {} : { after }) })
    lines.push(...page.rows)
    after = page.next
    if (after === undefined || lines.length >= printedMax) return lines.slice(0, printedMax)
  }
}
