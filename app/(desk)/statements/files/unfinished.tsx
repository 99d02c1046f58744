import { bytesText } from '@/app/_ui/format.ts'
import { TextLink } from '@/app/_ui/link.tsx'
import { Moment } from '@/app/_ui/moment.tsx'
import { Section } from '@/app/_ui/page.tsx'
import { paths } from '@/app/_ui/paths.ts'
import type { Place } from '@/app/_ui/place.ts'
import { Mark } from '@/app/_ui/mark.tsx'
import type { StatementFileRow } from '@/lib/incentives/read-statement-file.ts'
import { Watch } from '../../imports/[id]/watch.client.tsx'

/** Files that are not statements yet, or will not be: being read, or refused within a week. */
export function UnfinishedFiles({ files, place }: { files: readonly StatementFileRow[]; place: Place }) {
  return (
    <Section title="Being read, or refused" note="the last seven days">
      {files.some((file) => file.state === 'reading') && <Watch />}
      <ul className="grid gap-2">
        {files.map((file) => (
          <li key={file.id} className="flex flex-wrap items-baseline gap-x-3 gap-y-1">
            <Mark shape={file.state === 'reading' ? 'half' : 'slash'} />
            <TextLink href={paths.statementFile(file.id)}>{file.name}</TextLink>
            <span className="text-ink-2">
              {file.state === 'reading' ? `${bytesText(file.size, place)}, being read` : file.failure} ·{' '}
              <Moment at={file.receivedAt} place={place} show="near" />
            </span>
          </li>
        ))}
      </ul>
    </Section>
  )
}
