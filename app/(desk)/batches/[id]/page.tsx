import { Download } from 'lucide-react'
import { load } from '@/app/_bind/load.ts'
import { LinkButton } from '@/app/_ui/button.tsx'
import { Empty } from '@/app/_ui/empty.tsx'
import { TextLink } from '@/app/_ui/link.tsx'
import { readList, type SearchParams } from '@/app/_ui/list-url.ts'
import { Money } from '@/app/_ui/money.tsx'
import { Section } from '@/app/_ui/page.tsx'
import { Pager } from '@/app/_ui/pager.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Status } from '@/app/_ui/status.tsx'
import { Table } from '@/app/_ui/table/table.tsx'
import { listBatchPayouts } from '@/lib/incentives/list-batches.ts'
import { showBatch } from '@/lib/incentives/show-batch.ts'
import { BatchDocket } from './docket.tsx'

export const metadata = { title: 'Batch' }
export default async function BatchPage({ params, searchParams }: { params: Promise<{ id: string }>; searchParams: Promise<SearchParams> }) {
  const { id } = await params
  const url = readList(paths.batch(id), await searchParams, { sort: ['number', 'amount'], defaultSort: 'number' })
  const [batch, { rows, next, previous }] = await Promise.all([load(showBatch, { batchId: id }), load(listBatchPayouts, { batchId: id, ...url.query })])
  const { place } = batch
  return (
    <BatchDocket batch={batch}>
      <Section
        title="Payouts"
        note={batch.state === 'refused' || batch.state === 'cancelled' ? 'freed for another batch' : undefined}
        act={
          <span className="inline-flex flex-wrap items-center">
            {batch.mayChange && (
              <LinkButton href={paths.batchAct(id, 'add')} size="small" quiet>
                Put payouts in…
              </LinkButton>
            )}
            {batch.mayChange && batch.payoutCount > 0 && (
              <LinkButton href={paths.batchAct(id, 'remove')} size="small" quiet>
                Take payouts out…
              </LinkButton>
            )}
            <LinkButton href={paths.batchPayouts(id)} icon={Download} size="small" quiet download>
              CSV
            </LinkButton>
          </span>
        }
      >
        <Table
          plain
          caption={`Payouts of ${batch.number}`}
          rows={rows}
          rowKey={(r) => r.id}
          empty={
            <Empty.Yet
              title="No payout is in this batch any more."
              {...(batch.mayChange ? { act: <LinkButton href={paths.batchAct(id, 'add')}>Put payouts in…</LinkButton> } : {})}
            >
              They are approved and free.
            </Empty.Yet>
          }
          columns={[
            {
              id: 'number',
              header: 'Payout',
              priority: 3,
              cell: (r) => (
                <TextLink href={paths.payout(r.id)}>
                  <span className="mono">{r.number}</span>
                </TextLink>
              ),
            },
            { id: 'payee', header: 'Payee', priority: 1, strong: true, cell: (r) => r.payee.name },
            { id: 'state', header: 'State', priority: 4, cell: (r) => <Status noun="payout" state={r.state} /> },
            { id: 'bank', header: 'Bank says', quiet: true, cell: (r) => r.returnReason ?? r.bankStatus ?? '–' },
            { id: 'reference', header: 'Reference', quiet: true, cell: (r) => <span className="mono">{r.trace ?? r.reference}</span> },
            { id: 'amount', header: 'Amount', align: 'end', priority: 2, cell: (r) => <Money of={r.amount} place={place} /> },
            ...(batch.mayChange
              ? [
                  {
                    id: 'act',
                    header: '',
                    align: 'end' as const,
                    cell: (r: (typeof rows)[number]) => <TextLink href={`${paths.batchAct(id, 'remove')}?id=${r.id}`}>Take out…</TextLink>,
                  },
                ]
              : []),
          ]}
          total={{ label: rows.length < batch.payoutCount ? 'All pages' : 'Sum', cells: { amount: <Money of={batch.total} place={place} strong /> } }}
        />
        <Pager url={url} next={next} previous={previous} />
      </Section>
    </BatchDocket>
  )
}
