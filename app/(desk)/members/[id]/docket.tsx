import { LinkButton } from '@/app/_ui/button.tsx'
import { Docket, Facts } from '@/app/_ui/docket.tsx'
import { capital, countText } from '@/app/_ui/format.ts'
import { TextLink } from '@/app/_ui/link.tsx'
import { Moment } from '@/app/_ui/moment.tsx'
import { Pip } from '@/app/_ui/notice.tsx'
import { Columns, Page, Section } from '@/app/_ui/page.tsx'
import { paths, type MemberAct as ActPath } from '@/app/_ui/paths.ts'
import { Status } from '@/app/_ui/status.tsx'
import { Table } from '@/app/_ui/table/table.tsx'
import { Trail } from '@/app/_ui/trail.tsx'
import { groupOf } from '@/lib/tenancy/list-roles.ts'
import type { MemberAct } from '@/lib/tenancy/member.ts'
import type { EffectivePermission, MemberPage } from '@/lib/tenancy/show-member.ts'
import { roleWords } from '../../role-words.ts'
import { WayIn } from '../columns.tsx'

const acts: readonly (readonly [MemberAct, ActPath, string])[] = [
  ['withdraw', 'withdraw', 'Withdraw…'],
  ['invite again', 'invite-again', 'Invite again…'],
  ['end', 'end', 'End membership…'],
  ['suspend', 'suspend', 'Suspend…'],
  ['resume', 'resume', 'Let in again…'],
  ['change', 'role', 'Change role…'],
]
const consequences = (m: MemberPage): string =>
  ({
    invited: 'The link of the invitation works once, within three days.',
    active: m.isYou ? 'This is you.' : m.roleSentence,
    suspended: 'Nobody signs in as this member until somebody lets them in again.',
    ended: 'What they did stays in the log under this number.',
  })[m.state]

/** One member: facts left, what happened right, the next act on top. */
export function MemberDocket({ member: m }: { member: MemberPage }) {
  const { place } = m
  const shown = acts.filter(([act]) => m.acts[act] !== undefined),
    refused = shown.map(([act]) => m.acts[act]?.why).find((why) => why)
  return (
    <Page crumbs={[{ label: 'Members', href: paths.members() }, { label: m.name }]}>
      <Docket
        number={m.number}
        noun="Member"
        title={m.name}
        stub={
          <>
            {m.state === 'invited' ? 'Invited' : 'Since'} <Moment at={m.joinedAt} place={place} show="day" />
            {m.invitedBy ? (
              <>
                <br />
                by {m.invitedBy}
              </>
            ) : null}
          </>
        }
        about={
          <>
            {m.email}
            {m.sessions > 0 && !m.emailVerified ? (
              <>
                {' '}
                <Pip tone="warn">address not proven</Pip>
              </>
            ) : null}
          </>
        }
        status={<Status noun="member" state={m.state} strong />}
        consequence={consequences(m)}
        acts={
          shown.length > 0 &&
          (refused === undefined ? (
            shown.map(([act, path, words], i) => (
              <LinkButton key={act} size="large" primary={i === shown.length - 1 && act !== 'change'} href={paths.memberAct(m.id, path)}>
                {words}
              </LinkButton>
            ))
          ) : (
            <LinkButton size="large" href={paths.member(m.id)} why={capital(refused)}>
              Change…
            </LinkButton>
          ))
        }
      />
      <Columns
        aside={
          <Section title="Trail" note="what happened to the membership">
            <Trail
              place={place}
              items={[
                ...m.trail.map((t) => ({
                  id: t.id,
                  mark: /refused|suspended|ended|left|withdrawn/.test(t.event) ? ('slash' as const) : ('disc' as const),
                  what: (
                    <>
                      <TextLink href={paths.auditEvent(t.id)}>{capital(t.sentence)}</TextLink>
                    </>
                  ),
                  when: t.at,
                  ...(t.actor ? { sub: t.actor } : {}),
                })),
                {
                  id: 'joined',
                  mark: 'disc' as const,
                  bob: true,
                  what: m.source === 'setup' ? 'Set the company up' : m.invitedBy ? `Invited by ${m.invitedBy}` : 'Came in',
                  when: m.joinedAt,
                },
              ]}
            />
          </Section>
        }
      >
        <Facts
          boxed
          items={[
            [
              'Role',
              <>
                {m.mayReadRoles ? <TextLink href={paths.role(m.roleKey)}>{roleWords(m.role)}</TextLink> : roleWords(m.role)}
                <span className="block text-caption text-ink-2">{m.roleSentence}</span>
              </>,
            ],
            ['Second factor', <WayIn key="way" member={m} />],
            [
              'Signed in',
              m.sessions === 0 ? (
                'nowhere now'
              ) : (
                <>
                  {countText(m.sessions, 'session', place)}
                  {m.acts['end sessions']?.may && (
                    <>
                      {' '}
                      ·{' '}
                      <TextLink accent href={paths.memberAct(m.id, 'sessions')}>
                        End…
                      </TextLink>
                    </>
                  )}
                </>
              ),
            ],
            ['Last seen', m.lastSeenAt ? <Moment key="seen" at={m.lastSeenAt} place={place} /> : 'never'],
            m.mayChangeNetworks &&
              m.state !== 'ended' && [
                'Networks',
                <TextLink key="networks" href={paths.changeNetworks(m.id)}>
                  From where they come in…
                </TextLink>,
              ],
            m.endedAt !== null && ['Ended', <Moment key="ended" at={m.endedAt} place={place} />],
          ]}
        />
        {m.granted.length > 0 && (
          <Section title="Given for a time" note="beyond the role; it ends by itself">
            <Table<MemberPage['granted'][number]>
              plain
              dense
              caption="Given for a time"
              rows={m.granted}
              rowKey={(one) => one.id}
              {...(m.mayReadRequests ? { rowHref: (one: MemberPage['granted'][number]) => paths.accessRequest(one.id) } : {})}
              columns={[
                { id: 'number', header: 'Request', priority: 3, quiet: true, cell: (one) => <span className="mono">{one.number}</span> },
                { id: 'what', header: 'What', priority: 1, wraps: true, link: true, cell: (one) => one.sentences.join('; ') },
                { id: 'until', header: 'Until', priority: 2, align: 'end', cell: (one) => <Moment at={one.endsAt} place={place} /> },
              ]}
            />
          </Section>
        )}
        {m.permissions.length > 0 && (
          <Section
            title="May do"
            note="each with the reason"
            act={
              <TextLink accent href={paths.memberWhy(m.id, 'payout.approve')}>
                Why, or why not…
              </TextLink>
            }
          >
            <Table<EffectivePermission>
              plain
              dense
              caption="Effective permissions"
              groups={groupOf(m.permissions)}
              rowKey={(p) => p.name}
              rowHref={(p) => paths.memberWhy(m.id, p.name)}
              columns={[
                { id: 'sentence', header: 'Permission', priority: 1, wraps: true, link: true, cell: (p) => p.sentence },
                { id: 'reach', header: 'Reach', priority: 2, cell: (p) => p.reach },
                { id: 'why', header: 'Because of', priority: 3, quiet: true, cell: (p) => p.why },
              ]}
            />
          </Section>
        )}
      </Columns>
    </Page>
  )
}
