import { capital, countText, numberText, plural, relativeText } from '@/app/_ui/format.ts'
import { TextLink } from '@/app/_ui/link.tsx'
import type { MarkShape } from '@/app/_ui/mark.tsx'
import { Section } from '@/app/_ui/page.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { MarkedText } from '@/app/_ui/status.tsx'
import type { listFailedJobs } from '@/lib/tenancy/list-failed-jobs.ts'
import type { Desk } from '@/lib/tenancy/show-desk.ts'
import { placeOf } from '../desk.ts'

interface Line {
  readonly id: string
  readonly mark: MarkShape
  readonly words: React.ReactNode
  readonly said: string
}

/** How the house is, for those who look after it: the seal and its checkpoints. */
export function House({
  desk,
  failed,
  alerts,
}: {
  desk: Desk
  failed: Awaited<ReturnType<typeof listFailedJobs.invoke>> | undefined
  /** How many alerts are open; undefined: not for this reader. */ alerts: number | undefined
}) {
  if (!desk.reaches['audit.read']) return null
  const place = placeOf(desk)
  const { seal } = desk
  const lines: Line[] = [
    seal === null || seal.size === 0n
      ? { id: 'seal', mark: 'ring', words: 'Nothing has been sealed yet', said: '' }
      : {
          id: 'seal',
          mark: seal.lags ? 'triangle' : 'disc',
          words: (
            <>
              {seal.lags && 'Sealing stands still at '}
              <TextLink href={paths.auditSeal()}>
                {numberText(seal.size, place)} {plural(seal.size, 'entry', 'entries')}
              </TextLink>
              {!seal.lags && ` ${plural(seal.size, 'is', 'are')} sealed`}
            </>
          ),
          said: relativeText(seal.at, place),
        },
    seal?.checkpointAt
      ? { id: 'checkpoint', mark: 'disc', words: 'Checkpoint signed', said: relativeText(seal.checkpointAt, place) }
      : { id: 'checkpoint', mark: 'ring', words: 'No checkpoint has been signed yet', said: '' },
    ...(alerts === undefined
      ? []
      : [
          alerts === 0
            ? { id: 'alerts', mark: 'disc' as const, words: <TextLink href={paths.alerts()}>No sign-in or export looks wrong</TextLink>, said: '' }
            : {
                id: 'alerts',
                mark: 'triangle' as const,
                words: (
                  <>
                    <TextLink href={paths.alerts()}>{capital(countText(alerts, 'alert', place))}</TextLink> {plural(alerts, 'is', 'are')} open
                  </>
                ),
                said: '',
              },
        ]),
    ...(failed === undefined
      ? []
      : [
          failed.count === 0
            ? { id: 'jobs', mark: 'disc' as const, words: 'Every background job was done', said: '' }
            : {
                id: 'jobs',
                mark: 'triangle' as const,
                words: (
                  <>
                    {capital(countText(failed.count, 'background job', place))} gave up{failed.jobs[0]?.error ? <>: {failed.jobs[0].error}</> : null}
                  </>
                ),
                said: failed.jobs[0] ? relativeText(failed.jobs[0].at, place) : '',
              },
        ]),
  ]
  return (
    <Section title="House" note={failed === undefined ? 'seal and checkpoints' : 'seal, checkpoints, alerts, jobs'}>
      <ul className="lines house">
        {lines.map((line) => (
          <li key={line.id}>
            <MarkedText shape={line.mark}>{line.words}</MarkedText>
            <span className="said">{line.said}</span>
          </li>
        ))}
      </ul>
    </Section>
  )
}
