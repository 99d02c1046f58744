import { LinkButton } from '@/app/_ui/button.tsx'
import { Docket, Facts } from '@/app/_ui/docket.tsx'
import { capital } from '@/app/_ui/format.ts'
import { TextLink } from '@/app/_ui/link.tsx'
import { Moment } from '@/app/_ui/moment.tsx'
import { Pip } from '@/app/_ui/notice.tsx'
import { Columns, Page, Section } from '@/app/_ui/page.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Status } from '@/app/_ui/status.tsx'
import { Table } from '@/app/_ui/table/table.tsx'
import { Trail } from '@/app/_ui/trail.tsx'
import { asksAgain, groupOf } from '@/lib/tenancy/list-roles.ts'
import type { AccessPage } from '@/lib/tenancy/access/list-access.ts'
import { roleWords } from '../../../role-words.ts'

/** One request: who asks for what and why on the left, what happened on the right. */
export function RequestDocket({ request: r }: { request: AccessPage }) {
  const { place } = r,
    state = r.state
  const consequence =
    state === 'asked' ? (
      `${r.asked} were asked for.`
    ) : state === 'granted' && r.endsAt ? (
      <>
        It ends by itself <Moment at={r.endsAt} place={place} show="near" />, on <Moment at={r.endsAt} place={place} />.
      </>
    ) : state === 'refused' ? (
      r.decidedWhy
    ) : state === 'ended' ? (
      r.endedWhy
    ) : (
      'It counts no more.'
    )
  return (
    <Page crumbs={[{ label: 'Members', href: paths.members() }, { label: 'Access requests', href: paths.accessRequests() }, { label: r.number }]}>
      <Docket
        number={r.number}
        noun="Request"
        title={
          <>
            {r.member.name}: {r.what}
          </>
        }
        stub={
          <>
            Asked <Moment at={r.askedAt} place={place} show="day" />
            {r.decidedBy ? (
              <>
                <br />
                decided by {r.decidedBy}
              </>
            ) : null}
          </>
        }
        about={<>“{r.reason}”</>}
        status={<Status noun="accessRequest" state={state} strong />}
        consequence={consequence}
        acts={
          state === 'asked' ? (
            <>
              <LinkButton size="large" href={paths.accessAct(r.id, 'refuse')} why={r.isYours ? 'You asked for it yourself' : undefined}>
                Refuse…
              </LinkButton>
              <LinkButton size="large" primary href={paths.accessAct(r.id, 'approve')} why={r.whyNot === '' ? undefined : r.whyNot}>
                Give…
              </LinkButton>
            </>
          ) : state === 'granted' ? (
            <LinkButton size="large" href={paths.accessAct(r.id, 'end')} why={r.isYours ? 'Give it back under Your account, Access' : undefined}>
              End now…
            </LinkButton>
          ) : undefined
        }
      />
      <Columns
        aside={
          <Section title="Trail" note="what happened to the request">
            <Trail
              place={place}
              items={[
                ...r.trail
                  .filter((one) => one.event !== 'access_request.asked')
                  .map((one) => ({
                    id: one.id,
                    mark: /refused|ended|withdrawn|expired/.test(one.event) ? ('slash' as const) : ('disc' as const),
                    what: <TextLink href={paths.auditEvent(one.id)}>{capital(one.sentence)}</TextLink>,
                    when: one.at,
                    ...(one.actor ? { sub: one.actor } : {}),
                  })),
                { id: 'asked', mark: 'square' as const, bob: true, what: `${r.member.name} asked`, when: r.askedAt },
              ]}
            />
          </Section>
        }
      >
        <Facts
          boxed
          items={[
            [
              'Who',
              <>
                <TextLink href={paths.member(r.member.id)}>{r.member.name}</TextLink>, {roleWords(r.memberRole).toLowerCase()}
              </>,
            ],
            ['Asked for', `${r.what}, ${r.asked}`],
            r.decidedAt !== null &&
              r.decidedBy !== null && [
                'Decided',
                <>
                  by {r.decidedBy}, <Moment at={r.decidedAt} place={place} />
                </>,
              ],
            r.endsAt !== null && ['Until', <Moment key="until" at={r.endsAt} place={place} />],
          ]}
        />
        <Section
          title={state === 'asked' ? 'What it would add' : state === 'granted' ? 'What it adds' : 'What it would add to the role as it is now'}
          note="beyond the role"
        >
          {r.adds.length === 0 ? (
            <p className="text-ink-2">Nothing: the role includes all of it by now.</p>
          ) : (
            <Table<AccessPage['adds'][number]>
              plain
              dense
              caption="Permissions"
              groups={groupOf(r.adds)}
              rowKey={(p) => p.name}
              columns={[
                {
                  id: 'sentence',
                  header: 'Permission',
                  priority: 1,
                  wraps: true,
                  cell: (p) => (
                    <>
                      {p.sentence}
                      {asksAgain.has(p.name) ? (
                        <>
                          {' '}
                          <Pip>asks again</Pip>
                        </>
                      ) : null}
                    </>
                  ),
                },
                { id: 'reach', header: 'Reach', priority: 2, cell: (p) => p.reach ?? '' },
              ]}
            />
          )}
        </Section>
      </Columns>
    </Page>
  )
}
