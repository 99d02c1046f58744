import { loadIfAllowed } from '@/app/_bind/load.ts'
import { LinkButton } from '@/app/_ui/button.tsx'
import { Moment } from '@/app/_ui/moment.tsx'
import { Section } from '@/app/_ui/page.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { MarkedText } from '@/app/_ui/status.tsx'
import { Table } from '@/app/_ui/table/table.tsx'
import { listRecoveries, type OpenRecovery } from '@/lib/tenancy/recoveries.ts'

/** People who lost their second factor and wait for others; nothing where nobody waits or the reader may not decide. */
export async function RecoveryList() {
  const found = await loadIfAllowed(listRecoveries, {})
  if (!found || found.rows.length === 0) return null
  return (
    <Section title="Locked out" note="a day passes after the last agreement, and signing in with the old factor cancels it">
      <Table<OpenRecovery>
        plain
        caption="Recoveries"
        rows={found.rows}
        rowKey={(row) => row.id}
        columns={[
          { id: 'name', header: 'Person', priority: 1, strong: true, cell: (row) => row.name },
          { id: 'lost', header: 'Lost', priority: 3, cell: (row) => (row.alsoPassword ? 'phone, codes and password' : 'phone and codes') },
          {
            id: 'state',
            header: 'Agreed',
            priority: 4,
            cell: (row) => (
              <MarkedText shape={row.dueAt ? 'half' : 'quarter'}>
                {row.dueAt ? (
                  <>
                    link works from <Moment at={row.dueAt} place={found.place} />
                  </>
                ) : (
                  `${row.agreed} of ${row.needed}`
                )}
              </MarkedText>
            ),
          },
          { id: 'asked', header: 'Asked', quiet: true, cell: (row) => <Moment at={row.askedAt} place={found.place} show="near" /> },
          {
            id: 'part',
            header: 'Your part',
            align: 'end',
            priority: 2,
            cell: (row) =>
              row.may ? (
                <LinkButton href={paths.recovery(row.id)} size="small">
                  Decide…
                </LinkButton>
              ) : (
                <span className="text-ink-2">{row.why}</span>
              ),
          },
        ]}
      />
    </Section>
  )
}
