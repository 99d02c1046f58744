import { LinkButton } from '@/app/_ui/button.tsx'
import { Diff, Docket, Facts } from '@/app/_ui/docket.tsx'
import { capital, countText } from '@/app/_ui/format.ts'
import { TextLink } from '@/app/_ui/link.tsx'
import { Moment } from '@/app/_ui/moment.tsx'
import { Pip } from '@/app/_ui/notice.tsx'
import { Columns, Page, Section } from '@/app/_ui/page.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Table } from '@/app/_ui/table/table.tsx'
import { Trail } from '@/app/_ui/trail.tsx'
import type { showRole } from '@/lib/tenancy/show-role.ts'
import { closedBy } from '../../closed.tsx'
import { roleWords } from '../../role-words.ts'

export type RoleData = Awaited<ReturnType<typeof showRole.invoke>>
type Offer = RoleData['groups'][number]['rows'][number]
const habits: Readonly<Record<string, string>> = {
  crew: 'Begins with own earnings; sessions last as for crews',
  manager: 'Approves up to the manager’s limit',
  owner: 'Approves without a limit of its own',
  finance: 'Approves without a limit of its own',
}

/** A role: what it may do left, what happened to it right. */
export async function RoleRecord({ role }: { role: RoleData }) {
  const { place, may } = role,
    from = role.preset === null ? '' : roleWords(role.preset),
    closed = await closedBy('custom_roles')
  return (
    <Page crumbs={[{ label: 'Members', href: paths.members() }, { label: 'Roles', href: paths.roles() }, { label: roleWords(role.name) }]}>
      <Docket
        noun="Role"
        number={role.isOwn ? 'Your own' : 'Preset'}
        title={roleWords(role.name)}
        about={role.sentence}
        stub={
          role.isOwn && role.createdAt ? (
            <>
              Made <Moment at={role.createdAt} place={place} show="day" />
              <br />
              from {from}
            </>
          ) : (
            <>Comes with Plumbline</>
          )
        }
        consequence={role.isOwn ? 'A change counts at the next request of everyone who holds it.' : 'A preset stays as it is; copy it to change it.'}
        acts={
          may.change && (
            <>
              {role.isOwn &&
                (may.why === '' ? (
                  <>
                    <LinkButton size="large" href={paths.roleAct(role.key, 'end')}>
                      End…
                    </LinkButton>
                    <LinkButton size="large" href={paths.roleAct(role.key, 'change')}>
                      Change…
                    </LinkButton>
                  </>
                ) : (
                  <LinkButton size="large" href={paths.role(role.key)} why={capital(may.why)}>
                    Change…
                  </LinkButton>
                ))}
              <LinkButton size="large" primary={!role.isOwn} href={paths.roleAct(role.key, 'copy')} why={closed?.short}>
                Copy…
              </LinkButton>
            </>
          )
        }
      />
      <Columns
        aside={
          role.isOwn ? (
            <Section title="Trail" note="what happened to the role">
              <Trail
                place={place}
                items={[
                  ...role.trail.map((t) => ({
                    id: t.id,
                    mark: t.event === 'role.ended' ? ('slash' as const) : ('disc' as const),
                    what: <TextLink href={paths.auditEvent(t.id)}>{capital(t.sentence)}</TextLink>,
                    when: t.at,
                    ...(t.actor ? { sub: t.actor } : {}),
                  })),
                  { id: 'from', mark: 'disc' as const, bob: true, what: <>The preset {from}</> },
                ]}
              />
            </Section>
          ) : undefined
        }
      >
        <Facts
          boxed
          items={[
            [
              'Held by',
              role.holders.total === 0 ? (
                'nobody'
              ) : (
                <>
                  <TextLink href={`${paths.members()}?role=${encodeURIComponent(role.key)}`}>{countText(role.holders.total, 'member', place)}</TextLink>
                  <span className="block text-caption text-ink-2">
                    {role.holders.shown.map((holder) => holder.name).join(', ')}
                    {role.holders.total > role.holders.shown.length ? ' and others' : ''}
                  </span>
                </>
              ),
            ],
            role.mapped.groups + role.mapped.defaults > 0 && [
              'Given by',
              <TextLink key="sso" href={paths.settings('sso')}>
                sign-ins by a provider
              </TextLink>,
            ],
            role.isOwn && [
              'Copied from',
              role.preset === null ? (
                'an earlier preset'
              ) : (
                <TextLink key="from" href={paths.role(role.preset)}>
                  {from}
                </TextLink>
              ),
            ],
            may.networks && [
              'Networks',
              <TextLink key="networks" href={paths.changeNetworks(role.key)}>
                From where its members come in…
              </TextLink>,
            ],
            role.preset !== null && habits[role.preset] !== undefined && ['Habits', habits[role.preset]],
          ]}
        />
        {role.difference.length > 0 && (
          <Section title={`Against ${from}`} note={countText(role.difference.length, 'difference', place)}>
            <Diff
              before={from}
              after={roleWords(role.name)}
              rows={role.difference.map((d) => ({ field: d.sentence, before: d.before ?? null, after: d.after ?? null }))}
            />
          </Section>
        )}
        <Section title="May do">
          <Table<Offer>
            plain
            dense
            caption="Permissions of the role"
            groups={role.groups
              .map((group) => ({ label: group.label, rows: group.rows.filter((row) => row.has !== undefined) }))
              .filter((group) => group.rows.length > 0)}
            rowKey={(r) => r.name}
            columns={[
              {
                id: 'sentence',
                header: 'Permission',
                priority: 1,
                wraps: true,
                cell: (r) => (
                  <>
                    {r.sentence}
                    {r.asksAgain ? (
                      <>
                        {' '}
                        <Pip>asks again</Pip>
                      </>
                    ) : null}
                  </>
                ),
              },
              { id: 'reach', header: 'Reach', priority: 2, cell: (r) => r.has },
            ]}
          />
        </Section>
      </Columns>
    </Page>
  )
}
