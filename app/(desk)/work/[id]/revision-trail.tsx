import { TextLink } from '@/app/_ui/link.tsx'
import { paths } from '@/app/_ui/paths.ts'
import type { TrailItem } from '@/app/_ui/trail.tsx'
import type { showWork } from '@/lib/incentives/list-work.ts'

type Work = Awaited<ReturnType<typeof showWork.invoke>>
/** Newest on top; the first record is the work itself. */
export function revisionTrail(work: Work): TrailItem[] {
  const { revisions, may } = work
  return revisions
    .map((r, i): TrailItem => {
      const own = r.id === work.id ? <b>{r.number}</b> : <TextLink href={paths.workRecord(r.id)}>{r.number}</TextLink>
      const from = r.import ? (
        <> from {may.seeImports ? <TextLink href={paths.import(r.import.id)}>{r.import.fileName}</TextLink> : r.import.fileName}</>
      ) : r.by ? (
        <> by {r.by}</>
      ) : null
      return {
        id: r.id,
        mark: i === revisions.length - 1 ? 'disc' : 'slash',
        what: (
          <>
            {own} {i === 0 ? 'recorded' : `supersedes ${revisions[i - 1]?.number ?? ''}`}
            {from}
          </>
        ),
        when: r.at,
        ...(r.reason ? { sub: r.reason } : {}),
        ...(i === 0 ? { bob: true } : {}),
      }
    })
    .reverse()
}
