import { TextLink } from '@/app/_ui/link.tsx'
import { Section } from '@/app/_ui/page.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Trail } from '@/app/_ui/trail.tsx'
import type { showPayee } from '@/lib/incentives/list-payees.ts'

/** The last few pieces of work of a payee, as a line down to the oldest shown. */
export function NewestWork({ of }: { of: Awaited<ReturnType<typeof showPayee.invoke>> }) {
  if (!of.may.seeWork) return null
  return (
    <Section
      title="Newest work"
      act={
        <TextLink accent href={`${paths.work()}?payee=${of.id}`}>
          All work
        </TextLink>
      }
    >
      {of.work.length === 0 ? (
        <p className="text-ink-2">No work so far.</p>
      ) : (
        <Trail
          place={of.place}
          items={of.work.map((w) => ({
            id: w.id,
            mark: w.closedAt ? 'disc' : 'quarter',
            what: (
              <>
                <TextLink href={paths.workRecord(w.id)}>
                  <span className="mono">{w.key}</span>
                </TextLink>{' '}
                {w.kind}
              </>
            ),
            when: w.closedAt ?? 'open',
          }))}
        />
      )}
    </Section>
  )
}
