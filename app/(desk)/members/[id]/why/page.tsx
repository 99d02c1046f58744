import { load } from '@/app/_bind/load.ts'
import { Button } from '@/app/_ui/button.tsx'
import { SelectField } from '@/app/_ui/choice.client.tsx'
import { momentText } from '@/app/_ui/format.ts'
import { TextLink } from '@/app/_ui/link.tsx'
import type { SearchParams } from '@/app/_ui/list-url.ts'
import { Headline, Page, Section } from '@/app/_ui/page.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Trail, type TrailItem } from '@/app/_ui/trail.tsx'
import type { Reach } from '@/lib/access/permissions.ts'
import { explainPermission } from '@/lib/tenancy/explain-permission.ts'
import { roleWords } from '../../../role-words.ts'

export const metadata = { title: 'Why' }
const scopes: Readonly<Record<Reach, string>> = { own: 'only what is about themselves', crew: 'what is about their own crew', all: 'the whole company' }
type Why = Awaited<ReturnType<typeof explainPermission.invoke>>

/** “Why can this person do that?”, from the person at the bottom to the answer on top. */
export default async function WhyPage({ params, searchParams }: { params: Promise<{ id: string }>; searchParams: Promise<SearchParams> }) {
  const { id } = await params,
    asked = (await searchParams)['permission']
  const why = await load(explainPermission, { memberId: id, permission: typeof asked === 'string' ? asked : 'payout.approve' }),
    { member, permission, reach } = why
  return (
    <Page
      crumbs={[{ label: 'Members', href: paths.members() }, { label: member.name, href: paths.member(member.id) }, { label: 'Why' }]}
      headline={
        <Headline>
          {member.name} {reach === undefined ? 'may not' : 'may'}: {permission.sentence.charAt(0).toLowerCase() + permission.sentence.slice(1)}
          {reach === undefined || reach === 'all' ? '' : reach === 'crew' ? ', of their own crew' : ', only their own'}.
        </Headline>
      }
    >
      <form method="get" className="flex max-w-[760px] flex-wrap items-end gap-4">
        <SelectField
          name="permission"
          label="Why, or why not"
          defaultValue={permission.name}
          options={why.catalogue.map((one) => ({ value: one.name, label: one.sentence }))}
        />
        <Button type="submit">Ask</Button>
      </form>
      <Section title="The path" note="from the answer down to the person">
        <Trail place={why.place} items={pathOf(why)} />
      </Section>
    </Page>
  )
}
function pathOf(why: Why): TrailItem[] {
  const { member, role, permission, reach, lent, place } = why,
    by = (deed: { by: string; at: Date } | undefined): string =>
      deed ? `${deed.by === '' ? 'by somebody whose details were erased' : `by ${deed.by}`}, ${momentText(deed.at, place, 'minute')}` : ''
  // Only what the reader may open is a link.
  const linked = (one: { readonly key: string; readonly name: string }) =>
    why.mayReadRoles ? <TextLink href={paths.role(one.key)}>{roleWords(one.name)}</TextLink> : roleWords(one.name)
  return [
    {
      id: 'scope',
      mark: reach === undefined ? 'slash' : 'disc',
      what: reach === undefined ? <>Not allowed</> : <>Reaches {scopes[reach]}</>,
      ...(reach === undefined && why.others.length > 0
        ? {
            sub: (
              <>
                Roles that include it:{' '}
                {why.others.map((other, i) => (
                  <span key={other.key}>
                    {i > 0 ? ', ' : ''}
                    {linked(other)}
                  </span>
                ))}
              </>
            ),
          }
        : {}),
    },
    ...lent.map((loan): TrailItem => ({
      id: loan.id,
      mark: loan.counts ? 'half' : 'slash',
      what: (
        <>
          Lent by <TextLink href={paths.member(loan.from.id)}>{loan.from.name}</TextLink>, {roleWords(loan.from.role).toLowerCase()}
          {loan.counts ? '' : `: ${loan.why}`}
        </>
      ),
      when: `until ${momentText(loan.endsAt, place, 'minute')}`,
    })),
    ...why.given.map((one): TrailItem => ({
      id: one.id,
      mark: one.counts ? 'half' : 'slash',
      what: <>By grant of request {why.mayReadRequests ? <TextLink href={paths.accessRequest(one.id)}>{one.number}</TextLink> : one.number}, beyond the role</>,
      when: `until ${momentText(one.endsAt, place, 'minute')}`,
      ...(one.by === '' ? {} : { sub: `Given by ${one.by}, ${momentText(one.at, place, 'minute')}` }),
    })),
    {
      id: 'permission',
      mark: role.reach === undefined ? 'slash' : 'disc',
      what: (
        <>
          The role {role.reach === undefined ? 'does not include' : 'includes'} “{permission.sentence}”
        </>
      ),
      sub: role.written
        ? `Written into the role ${by(role.written)}`
        : !role.isOwn
          ? 'As the preset comes with Plumbline'
          : role.preset === null
            ? undefined
            : `${roleWords(role.preset)}, from which it was copied, ${role.presetHas === undefined ? 'does not include it' : 'includes it'}`,
    },
    { id: 'role', mark: 'disc', what: <>Holds the role {linked(role)}</>, sub: member.given ? `Given ${by(member.given)}` : undefined },
    {
      id: 'member',
      mark: member.state === 'active' ? 'disc' : 'slash',
      bob: true,
      what: (
        <>
          <TextLink href={paths.member(member.id)}>{member.name}</TextLink>, {member.number}
          {member.state === 'active' ? '' : `: ${member.state}, so no right counts`}
        </>
      ),
    },
  ]
}
