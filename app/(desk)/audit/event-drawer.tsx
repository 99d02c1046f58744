import { Download } from 'lucide-react'
import { LinkButton } from '@/app/_ui/button.tsx'
import { Copyable } from '@/app/_ui/copyable.client.tsx'
import { Diff, Facts } from '@/app/_ui/docket.tsx'
import { Drawer } from '@/app/_ui/drawer.client.tsx'
import { capital, momentText, numberText, plural, shortDigest } from '@/app/_ui/format.ts'
import { Mono, TextLink } from '@/app/_ui/link.tsx'
import { Mark } from '@/app/_ui/mark.tsx'
import { Moment } from '@/app/_ui/moment.tsx'
import { paths } from '@/app/_ui/paths.ts'
import type { Place } from '@/app/_ui/place.ts'
import type { EntryProof, EventDetail, Value } from '@/lib/audit/show-event.ts'
import { DeskLink } from '../desk-link.tsx'
import { Actor } from './actor.tsx'
import { Said } from './subject.tsx'

interface DrawerProps {
  event: EventDetail
  place: Place
  back: string
  previous: string | undefined
  next: string | undefined
  mayExport: boolean
}

/** One entry: what changed, what allowed it, what else the act did, from where, and how it is proven. */
export function EventDrawer({ event, place, back, previous, next, mayExport }: DrawerProps) {
  const field = (name: string): string =>
    capital(
      name
        .replaceAll(/([A-Z])/g, ' $1')
        .replaceAll('_', ' ')
        .toLowerCase(),
    )
  return (
    <Drawer
      back={back}
      previous={previous}
      next={next}
      line={<Mono>{event.entry === undefined ? 'Being sealed' : `Entry ${numberText(event.entry, place)}`}</Mono>}
      title={
        <>
          <Actor actor={{ ...event.actor, role: 'system' }} /> <Said parts={event.said} />
        </>
      }
      about={
        <>
          <Moment at={event.at} place={place} show="second" /> · {momentText(event.at, { ...place, zone: 'UTC' }, 'second')} UTC
        </>
      }
      foot={
        <>
          {mayExport && event.entry !== undefined && (
            <LinkButton icon={Download} href={`${paths.auditExport()}?format=bundle&entry=${event.id}`}>
              Event with proof…
            </LinkButton>
          )}
          <Copyable text={event.id} short={shortDigest(event.id)} label="Copy the id" />
        </>
      }
    >
      {event.changes.length > 0 && (
        <>
          <h3>Before and after</h3>
          <Diff
            rows={event.changes.map(({ field: name, before, after }) => ({
              field: field(name),
              before: before && <Said parts={before} />,
              after: after && <Said parts={after} />,
            }))}
          />
        </>
      )}
      {event.facts.length + event.personal.length > 0 && (
        <>
          <h3>Details</h3>
          <Facts
            tight
            items={[...event.facts, ...event.personal.map(([name, value]) => [name, [value]] as const)].map(
              ([name, value]) => [field(name), <Fact key={name} value={value} />] as const,
            )}
          />
        </>
      )}
      <h3>What allowed it</h3>
      <p>
        <Mono>{event.permission.name}</Mono>{' '}
        {event.actor.kind === 'member' || event.actor.kind === 'key' ? (
          <>
            {event.grant ? (
              <>
                by the grant of request <DeskLink href={paths.accessRequest(event.grant.id)}>{event.grant.number}</DeskLink>
              </>
            ) : (
              <>
                {event.actor.kind === 'key' ? 'given to a key, ' : ''}through the role {event.actor.role.replaceAll('_', ' ')}
              </>
            )}
            {event.permission.sentence ? `: “${event.permission.sentence}.”` : '.'}
          </>
        ) : (
          <>{event.permission.name === 'job' ? 'Plumbline did this by itself.' : 'without a member of this company.'}</>
        )}
      </p>
      {event.siblings.length > 0 && <Siblings event={event} place={place} />}
      <h3>From</h3>
      <Facts
        tight
        items={[
          ['Place', event.ip ? <Copyable key="ip" text={event.ip} /> : event.isErased ? 'erased' : 'none: inside the installation'],
          event.agent !== undefined && ['Device', event.agent],
          event.requestId !== '' && ['Request', <Copyable key="request" text={event.requestId} />],
          ['Role then', event.actor.role.replaceAll('_', ' ')],
        ]}
      />
      <h3>Sealed by</h3>
      {event.proof ? (
        <Proof proof={event.proof} place={place} />
      ) : (
        <p className="text-ink-2">Sealed within seconds of its commit; then it has a number and a proof.</p>
      )}
    </Drawer>
  )
}

/** A digest is shown short and copied whole. */
function Fact({ value }: { value: Value }) {
  const [only] = value
  return typeof only === 'string' && value.length === 1 && /^[0-9a-f]{40,}$/.test(only) ? (
    <Copyable text={only} short={shortDigest(only)} />
  ) : (
    <span className="break-words">
      <Said parts={value} />
    </span>
  )
}

function Siblings({ event, place }: { event: EventDetail; place: Place }) {
  const all = [...event.siblings, event].toSorted((a, b) => (a.id < b.id ? -1 : 1))
  return (
    <>
      <h3>
        Part of one act{' '}
        <span className="text-caption font-normal text-ink-3">
          {numberText(all.length, place)} {plural(all.length, 'event')}
        </span>
      </h3>
      <ul className="border-l-2 border-line">
        {all.map((one) => (
          <li key={one.id} className={`flex gap-3 py-0.5 pl-2 ${one.id === event.id ? '-ml-0.5 border-l-2 border-ink' : ''}`}>
            <span className="mono w-14 flex-none text-right text-ink-2">{one.entry === undefined ? '…' : numberText(one.entry, place)}</span>
            {one.id === event.id ? (
              <span>
                <Said parts={one.said} plain />
              </span>
            ) : (
              <TextLink href={paths.auditEvent(one.id)}>
                <Said parts={one.said} plain />
              </TextLink>
            )}
          </li>
        ))}
      </ul>
    </>
  )
}

function Proof({ proof, place }: { proof: EntryProof; place: Place }) {
  return (
    <Facts
      tight
      items={[
        [
          'Checkpoint',
          <>
            {numberText(proof.size, place)}, signed <Moment at={new Date(proof.time)} place={place} show="near" />
          </>,
        ],
        proof.firstAt !== undefined &&
          proof.firstSize !== proof.size && [
            'First sealed',
            <>
              by checkpoint {numberText(proof.firstSize ?? 0, place)}, <Moment at={proof.firstAt} place={place} show="second" />
            </>,
          ],
        ['Leaf', <Copyable key="leaf" text={proof.leaf} short={shortDigest(proof.leaf)} />],
        ['Tree root', <Copyable key="root" text={proof.root} short={shortDigest(proof.root)} />],
        [
          'Proof',
          <span key="proof" className={proof.holds ? '' : 'text-bad'}>
            {numberText(proof.steps, place)} {plural(proof.steps, 'step')},{' '}
            <span className={proof.holds ? 'text-good' : 'text-bad'}>
              <Mark shape={proof.holds ? 'disc' : 'triangle'} />
            </span>{' '}
            {proof.holds ? 'checks out' : 'does not check out: this entry was changed'}
          </span>,
        ],
      ]}
    />
  )
}
