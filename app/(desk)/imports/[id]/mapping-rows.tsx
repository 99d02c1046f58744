import { ScrollBox } from '@/app/_ui/table/scroll-box.client.tsx'
import { MappingRow } from './mapping-row.client.tsx'
import type { Preview } from './mapping-form.tsx'
import { fieldNameFor } from '@/lib/incentives/import/mapping.ts'

/** One line for each column of the file: its name, what it becomes, the first value. */
export function MappingRows({ preview }: { preview: Preview }) {
  const { names, samples } = preview,
    taken = new Set<string>()
  return (
    <div className="data-table-frame">
      <ScrollBox label="Columns of the file and what they become">
        <table className="data-table mapping-table">
          <caption className="visually-hidden">Columns of the file and what they become</caption>
          <thead>
            <tr>
              <th scope="col">In the file</th>
              <th scope="col">Becomes</th>
              <th scope="col">Field name</th>
              <th scope="col">First value</th>
            </tr>
          </thead>
          <tbody>
            {names.map((name, i) => {
              const field = fieldNameFor(name, taken)
              taken.add(field)
              const first = samples.map((row) => row[i] ?? '').find((cell) => cell !== '') ?? ''
              return (
                <MappingRow key={i} at={i} name={name} becomes={becomes(preview, name)} field={fieldOf(preview, name) ?? field} first={first.slice(0, 80)} />
              )
            })}
          </tbody>
        </table>
      </ScrollBox>
    </div>
  )
}
function becomes({ chosen, proposal }: Preview, name: string): string {
  if (!chosen) return Object.entries(proposal.mapping.columns).find(([, column]) => column === name)?.[0] ?? (proposal.mapping.extra.length <= 30 ? 'text' : '')
  const { columns } = chosen.body,
    kind = columns.kind
  if ('column' in kind && kind.column === name) return 'kind'
  const single = (['key', 'payee', 'payeeName', 'crew', 'opened', 'closed', 'quantity', 'value'] as const).find((target) => columns[target] === name)
  return single ?? columns.extra.find((e) => e.column === name)?.type ?? ''
}
const fieldOf = ({ chosen }: Preview, name: string): string | undefined => chosen?.body.columns.extra.find((e) => e.column === name)?.field
