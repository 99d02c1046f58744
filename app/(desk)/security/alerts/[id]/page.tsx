import { load } from '@/app/_bind/load.ts'
import { LinkButton } from '@/app/_ui/button.tsx'
import { ChoiceField } from '@/app/_ui/choice.client.tsx'
import { Facts } from '@/app/_ui/docket.tsx'
import { AreaField } from '@/app/_ui/value-fields.client.tsx'
import { Form } from '@/app/_ui/form.client.tsx'
import { momentText, numberText } from '@/app/_ui/format.ts'
import { Mono, TextLink } from '@/app/_ui/link.tsx'
import { Moment } from '@/app/_ui/moment.tsx'
import { Headline, Page, Section } from '@/app/_ui/page.tsx'
import { OtpField } from '@/app/_ui/otp-field.client.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Status } from '@/app/_ui/status.tsx'
import { Submit } from '@/app/_ui/submit.client.tsx'
import type { Column } from '@/app/_ui/table/column.ts'
import { Table } from '@/app/_ui/table/table.tsx'
import { showAlert, type Evidence } from '@/lib/tenancy/watch/show-alert.ts'
import { DeskLink } from '../../../desk-link.tsx'
import { alertSentence, alertTitles, journeySentence } from '../../alert-words.tsx'
import { Gone, howWords } from '../../sign-ins/columns.tsx'
import { endSession, resolve } from '../actions.ts'

export const metadata = { title: 'Alert' }
export default async function AlertPage({ params }: { params: Promise<{ id: string }> }) {
  const a = await load(showAlert, { alertId: (await params).id }),
    { place, person, evidence } = a,
    who = person?.name ?? 'somebody'
  const ending = evidence.filter((item) => item.maySessionEnd),
    only = ending.length === 1 ? ending[0] : undefined
  const isAttempts = evidence.some((item) => item.signIn !== undefined)
  return (
    <Page
      crumbs={[{ label: 'Sign-ins', href: paths.signIns() }, { label: 'Alerts', href: paths.alerts() }, { label: alertTitles[a.kind] }]}
      headline={
        <Headline>
          {alertTitles[a.kind]}
          {person ? <>: {person.name}</> : null}
        </Headline>
      }
      about={alertSentence(a.kind, who, a.rules, place)}
      acts={person && a.may.endSessions && <LinkButton href={paths.memberAct(person.id, 'sessions')}>End their sessions…</LinkButton>}
    >
      <Facts
        boxed
        items={[
          ['State', <Status key="s" noun="alert" state={a.state} />],
          person && [
            'Person',
            <DeskLink key="p" href={paths.member(person.id)}>
              {person.name}
            </DeskLink>,
          ],
          ['Raised', <Moment key="r" at={a.at} place={place} />],
          a.lastAt > a.at && ['Last seen', <Moment key="l" at={a.lastAt} place={place} />],
          a.journey && ['Journey', journeySentence(a.journey, place)],
          a.resolvedAt && [
            'Resolved',
            <span key="d">
              <Moment at={a.resolvedAt} place={place} />
              {a.resolvedBy && ` by ${a.resolvedBy}`}
            </span>,
          ],
          a.note !== null && [
            'Note',
            <span key="n" className="whitespace-pre-wrap break-words">
              {a.note}
            </span>,
          ],
        ]}
      />
      <Section
        title="What it rests on"
        note={
          a.evidenceCount > evidence.length
            ? `the first ${numberText(evidence.length, place)} of ${numberText(a.evidenceCount, place)}`
            : 'each opens its entry in the log'
        }
      >
        <Table
          plain
          caption="Events that the alert rests on"
          rows={evidence}
          rowKey={(item) => item.id}
          columns={isAttempts ? attempts(place) : exports(place)}
          empty={<p className="text-ink-2">The log does not keep these events any more.</p>}
        />
      </Section>
      {ending.length > 0 && (
        <Section title={ending.length === 1 ? 'End the session that raised it' : 'End a session that raised it'} note="the person’s others go on">
          <Form action={endSession} hidden={{ alertId: a.id, ...(only ? { eventId: only.id } : {}) }} className="form max-w-[560px]">
            {only ? (
              <p>
                Opened {momentText(only.at, place, 'minute')}
                {only.signIn?.device ? ` with ${only.signIn.device}` : ''}
                {only.signIn?.ip ? (
                  <>
                    , from <Mono>{only.signIn.ip}</Mono>
                  </>
                ) : null}
                .
              </p>
            ) : (
              <ChoiceField
                name="eventId"
                label="Session"
                options={ending.map((item) => ({
                  value: item.id,
                  label: `Opened ${momentText(item.at, place, 'minute')}`,
                  note: [item.signIn?.device, item.signIn?.ip].filter(Boolean).join(', '),
                }))}
              />
            )}
            <OtpField name="factorCode" label="Code from your authenticator app" hint="Not needed within five minutes of the last one." />
            <div>
              <Submit danger>End this session</Submit>
            </div>
          </Form>
        </Section>
      )}
      {a.may.resolve && (
        <Section title="Resolve">
          <Form action={resolve} hidden={{ alertId: a.id }} className="form max-w-[560px]">
            <AreaField name="note" label="What it was" hint="Kept with the alert and in the log. More of the same raises a new alert." rows={3} max={500} />
            <div>
              <Submit primary>Resolve the alert</Submit>
            </div>
          </Form>
        </Section>
      )}
      {a.state === 'open' && !a.may.resolve && (
        <p className="mt-5 text-ink-2">
          {a.isAboutMe ? 'This is about you. Somebody else who looks after members resolves it.' : 'Whoever looks after members resolves it.'}
        </p>
      )}
    </Page>
  )
}
type PlaceOf = Parameters<typeof journeySentence>[1]
function When({ item, place }: { item: Evidence; place: PlaceOf }) {
  const when = <Moment at={item.at} place={place} show="second" />
  return item.event ? <TextLink href={paths.auditEvent(item.id)}>{when}</TextLink> : when
}
const attempts = (place: PlaceOf): Column<Evidence>[] => [
  { id: 'when', header: 'When', priority: 1, cell: (item) => <When item={item} place={place} /> },
  { id: 'outcome', header: 'Outcome', priority: 2, cell: ({ signIn }) => (signIn ? <Status noun="signIn" state={signIn.outcome} /> : '–') },
  { id: 'how', header: 'How', wraps: true, cell: ({ signIn }) => (signIn ? howWords(signIn) : '–') },
  { id: 'device', header: 'Device', priority: 3, cell: ({ signIn }) => signIn?.device || <Gone /> },
  { id: 'place', header: 'Place', priority: 4, cell: ({ signIn }) => signIn?.place || <Gone /> },
  { id: 'network', header: 'Network', quiet: true, cell: ({ signIn }) => (signIn?.network ? <Mono>{signIn.network}</Mono> : <Gone />) },
]
const exports = (place: PlaceOf): Column<Evidence>[] => [
  { id: 'when', header: 'When', priority: 1, cell: (item) => <When item={item} place={place} /> },
  { id: 'what', header: 'What', priority: 3, wraps: true, cell: ({ event }) => event?.sentence ?? <Gone /> },
  { id: 'ip', header: 'Address', quiet: true, priority: 4, cell: ({ event }) => (event?.ip ? <Mono>{event.ip}</Mono> : <Gone />) },
]
