import { Facts, type Fact } from '@/app/_ui/docket.tsx'
import type { Mapping } from '@/lib/incentives/import/mapping.ts'
import { durationChoice, formatWords, openWords, payeeWords } from './mapping-words.ts'

/** A mapping in words, column by column. */
export function MappingFacts({ body }: { body: Mapping }) {
  const { columns } = body
  const column = (label: string, name: string | undefined): Fact =>
    name !== undefined && [
      label,
      <span key={label} className="mono">
        {name}
      </span>,
    ]
  return (
    <Facts
      tight
      items={[
        column('Key', columns.key),
        [
          'Kind',
          'column' in columns.kind ? (
            <span key="kind" className="mono">
              {columns.kind.column}
            </span>
          ) : (
            `“${columns.kind.fixed}” for all`
          ),
        ],
        column('Payee', columns.payee),
        column('Payee’s name', columns.payeeName),
        column('Crew', columns.crew),
        column('Opened', columns.opened),
        column('Closed', columns.closed),
        column('Quantity', columns.quantity),
        column('Value', columns.value === undefined ? undefined : `${columns.value} (${body.currency})`),
        columns.extra.length > 0 && ['Fields', columns.extra.map((e) => e.field).join(', ')],
        ['Times', `${formatWords[body.times.format]}; without a zone they are ${body.times.zone}`],
        ['Clock changes', `skipped hours ${durationChoice[body.times.skipped]}, doubled hours ${durationChoice[body.times.doubled]}`],
        ['Unknown payees', payeeWords[body.unmatchedPayee]],
        ['Open rows', openWords[body.openRows]],
      ]}
    />
  )
}
