import type { ReactNode } from 'react'
import { capital, countText, numberText, shortDigest } from '@/app/_ui/format.ts'
import { Mono, TextLink } from '@/app/_ui/link.tsx'
import { Moment } from '@/app/_ui/moment.tsx'
import { Notice } from '@/app/_ui/notice.tsx'
import { Headline } from '@/app/_ui/page.tsx'
import { paths } from '@/app/_ui/paths.ts'
import type { showImport } from '@/lib/incentives/show-import.ts'

export type Imported = Awaited<ReturnType<typeof showImport.invoke>>
/** `1,204 rows` as figures: the eye compares them. */
const rows = (n: number, of: Imported): string => `${numberText(n, of.place)} ${n === 1 ? 'row' : 'rows'}`

/** What the file would do, does, or did, in one sentence. */
export function ImportHeadline({ of }: { of: Imported }) {
  const { tally, state } = of,
    incoming = tally.new + tally.superseding
  const refused =
    tally.refused > 0 ? (
      <a href={paths.importRefusals(of.id)}>
        {numberText(tally.refused, of.place)} {state === 'checked' ? (tally.refused === 1 ? 'is' : 'are') : tally.refused === 1 ? 'was' : 'were'} refused
      </a>
    ) : null
  switch (state) {
    case 'checking':
      return <Headline>The dry run is under way; nothing is saved by it.</Headline>
    case 'running':
      return (
        <Headline>
          {rows(of.progress.done, of)} of {numberText(of.progress.total, of.place)} are done; the import goes on by itself.
        </Headline>
      )
    case 'failed':
      return <Headline>The file could not be read with this mapping; nothing was saved.</Headline>
    case 'cancelled':
      return (
        <Headline>
          This import was cancelled; {incoming === 0 || of.finishedAt === null || tally.rows === 0 ? 'nothing more comes in' : 'what had come in stays'}.
        </Headline>
      )
    case 'checked':
      return (
        <Headline>
          {incoming === 0 ? (
            <>Nothing would change</>
          ) : (
            <>
              <b>{rows(incoming, of)}</b> would come in
            </>
          )}
          {refused ? <>; {refused}</> : null}
          {tally.same > 0 ? (
            <>
              {refused ? ' and' : ';'} {numberText(tally.same, of.place)} {tally.same === 1 ? 'is' : 'are'} here already
            </>
          ) : null}
          .
        </Headline>
      )
    default:
      return (
        <Headline>
          {incoming === 0 ? (
            <>This file changed nothing: {tally.same > 0 ? `all ${numberText(tally.same, of.place)} rows were here already` : 'no row came in'}</>
          ) : (
            <>
              <a href={`${paths.work()}?import=${of.id}`}>{rows(incoming, of)}</a> came in
              {tally.superseding > 0 ? `, ${numberText(tally.superseding, of.place)} of them as corrections` : ''}
            </>
          )}
          {refused ? <>; {refused}</> : null}.
        </Headline>
      )
  }
}
export function aboutOf(of: Imported): ReactNode {
  const what = of.state === 'done' || of.state === 'running' ? 'Import' : of.state === 'checked' || of.state === 'checking' ? 'Dry run' : 'Import'
  return (
    <>
      {what} <Mono>{of.number}</Mono> of <Mono>{of.fileName}</Mono>
      {of.tally.rows > 0 ? `, ${rows(of.tally.rows, of)}` : ''}, digest{' '}
      <span className="mono" title={of.digest}>
        {shortDigest(of.digest)}
      </span>
      , by {of.startedBy} <Moment at={of.startedAt} place={of.place} show="near" />.{of.state === 'checked' ? ' Nothing has been saved.' : ''}
    </>
  )
}
/** What the whole screen is about, where there is more to it than the sentence says. */
export function noticeOf(of: Imported): ReactNode {
  if (of.state === 'failed')
    return (
      <Notice tone="bad" title="Nothing was saved.">
        {of.failure}
      </Notice>
    )
  if (of.state === 'checked' && of.tally.superseding > 0 && of.tally.superseding > of.tally.new + of.tally.same)
    return (
      <Notice tone="warn" title={`${capital(countText(of.tally.superseding, 'row', of.place))} would correct records that are here.`}>
        Check that the file comes from the same system as before; periods that were computed are computed again.
      </Notice>
    )
  if (of.earlier && (of.state === 'checked' || of.state === 'uploaded'))
    return (
      <Notice tone="accent" title="The same file was imported before,">
        as <TextLink href={paths.import(of.earlier.id)}>{of.earlier.number}</TextLink>. Importing it again changes nothing.
      </Notice>
    )
  return undefined
}
