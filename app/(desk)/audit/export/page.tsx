import { load } from '@/app/_bind/load.ts'
import { Act } from '@/app/_ui/act.tsx'
import { ChoiceField } from '@/app/_ui/choice.client.tsx'
import { keysOf, type Filter } from '@/app/_ui/filter.ts'
import { numberText } from '@/app/_ui/format.ts'
import { Form } from '@/app/_ui/form.client.tsx'
import type { SearchParams } from '@/app/_ui/list-url.ts'
import { Notice } from '@/app/_ui/notice.tsx'
import { OtpField } from '@/app/_ui/otp-field.client.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Submit } from '@/app/_ui/submit.client.tsx'
import { searchEvents } from '@/lib/audit/search-events.ts'
import { showSeal } from '@/lib/audit/show-seal.ts'
import { askForExport } from '../actions.ts'
import { AuditLog } from '../log.tsx'
import { carry, readLog } from '../log-filters.ts'

export const metadata = { title: 'Export the audit log' }
const formats = [
  { value: 'csv', label: 'Spreadsheet', note: 'CSV with names, addresses and what happened in a sentence, for reading and sorting' },
  { value: 'bundle', label: 'Bundle with proofs', note: 'The same events with seal, checkpoints and instructions: anyone can verify it without us' },
]

const inWords = (filter: Filter, value: string | undefined): string =>
  value === undefined
    ? ''
    : filter.kind === 'choice'
      ? (filter.options.find(([key]) => key === value)?.[1] ?? value)
      : filter.kind === 'text'
        ? `“${value}”`
        : value

export default async function ExportPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const given = await searchParams
  const [{ seal, place, may, fingerprint }, choices] = await Promise.all([load(showSeal, {}), load(searchEvents, { size: 1 })])
  const url = readLog(given, choices),
    filters = Object.fromEntries(Object.entries(url.query).filter(([key]) => key !== 'after' && key !== 'before' && key !== 'sort'))
  const set = url.active.map(
    (filter) =>
      `${filter.label.toLowerCase()} ${keysOf(filter)
        .map((key) => inWords(filter, url.get(key)))
        .filter((words) => words !== '')
        .join(' – ')}`,
  )
  if (url.get('entry')) set.push('one entry')
  return (
    <>
      <AuditLog given={given} />
      <Act
        back={carry(paths.audit(), url)}
        title="Export the audit log"
        foot={
          <>
            Signed by <span className="mono">{fingerprint.slice(0, 9)}…</span>; the export is itself recorded.
          </>
        }
        facts={[
          ['Events', set.length === 0 ? 'all of this company' : set.join(', ')],
          ['Sealed to', seal.size === 0 ? 'nothing yet' : `entry ${numberText(seal.size - 1, place)}`],
        ]}
      >
        {may.export ? (
          <Form action={askForExport} hidden={filters}>
            <ChoiceField name="format" label="As" options={formats} defaultValue={given['format'] === 'bundle' ? 'bundle' : 'csv'} />
            <OtpField name="factorCode" label="Code from your authenticator app" />
            <Submit primary wide size="large">
              Prepare the download
            </Submit>
          </Form>
        ) : (
          <Notice tone="warn" title="You may read the log, not export it.">
            An owner or an admin can give you that right.
          </Notice>
        )}
      </Act>
    </>
  )
}
