import { load } from '@/app/_bind/load.ts'
import { SelectField } from '@/app/_ui/choice.client.tsx'
import { Docket, Facts } from '@/app/_ui/docket.tsx'
import { Field } from '@/app/_ui/field.client.tsx'
import { Form } from '@/app/_ui/form.client.tsx'
import { TextLink } from '@/app/_ui/link.tsx'
import { Moment } from '@/app/_ui/moment.tsx'
import { OtpField } from '@/app/_ui/otp-field.client.tsx'
import { Columns, Page, Section } from '@/app/_ui/page.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Status } from '@/app/_ui/status.tsx'
import { Submit } from '@/app/_ui/submit.client.tsx'
import { Table } from '@/app/_ui/table/table.tsx'
import { Trail } from '@/app/_ui/trail.tsx'
import { showMember } from '@/lib/tenancy/show-member.ts'
import { roleWords } from '../../role-words.ts'
import { end, giveRole, inviteAgain, resume, suspend, withdraw } from '../actions.ts'

export const metadata = { title: 'Member' }
type Held = Awaited<ReturnType<typeof showMember.invoke>>['permissions'][number]

export default async function MemberPage({ params }: { params: Promise<{ id: string }> }) {
  const m = await load(showMember, { memberId: (await params).id }), { place, acts } = m, hidden = { memberId: m.id }, code = <OtpField name="factorCode" label="Your code" />
  const may = (act: string): boolean => (acts as Readonly<Record<string, { may: boolean } | undefined>>)[act]?.may === true
  return (
    <Page crumbs={[{ label: 'Members', href: paths.members() }, { label: m.name }]}>
      <Docket number={m.number} noun="Member" title={m.name} stub={<>Since <Moment at={m.joinedAt} place={place} show="day" /></>} about={m.email} status={<Status noun="member" state={m.state} strong />} consequence={m.roleSentence} />
      <Columns aside={<Section title="Trail"><Trail place={place} items={[...m.trail.map((t) => ({ id: t.id, mark: 'disc' as const, what: <TextLink href={paths.auditEvent(t.id)}>{t.event.replace('.', ' ').replaceAll('_', ' ')}</TextLink>, when: t.at })), { id: 'joined', mark: 'disc' as const, bob: true, what: m.invitedBy ? `Invited by ${m.invitedBy}` : 'First member', when: m.joinedAt }]} /></Section>}>
        <Facts boxed items={[['Role', roleWords(m.role)], ['Second factor', m.factors.length > 0 ? `Authenticator app, ${m.codesLeft} backup codes left` : 'Not set up yet'], ['Open sessions', String(m.sessions)], ['Last seen', m.lastSeenAt ? <Moment key="s" at={m.lastSeenAt} place={place} /> : 'Never'], m.endedAt !== null && ['Ended', <Moment key="e" at={m.endedAt} place={place} />]]} />
        {may('change') && <Section title="Change role" note="sessions end at once"><Form action={giveRole} hidden={hidden}><SelectField name="role" label="Role" options={m.roles.map(({ role, why }) => ({ value: role, label: roleWords(role), ...(why === undefined ? {} : { why }) }))} defaultValue={m.role} />{code}<Submit primary>Change role</Submit></Form></Section>}
        {may('suspend') && <Section title="Suspend" note="loses access at once, can come back"><Form action={suspend} hidden={hidden}><Field name="reason" label="Reason" max={300} />{code}<Submit>Suspend</Submit></Form></Section>}
        {may('resume') && <Section title="Let back in"><Form action={resume} hidden={hidden}>{code}<Submit primary>Resume</Submit></Form></Section>}
        {may('invite again') && <Section title="Invitation"><Form action={inviteAgain} hidden={hidden}>{code}<Submit>Send a new link</Submit></Form></Section>}
        {may('withdraw') && <Form action={withdraw} hidden={hidden}><Submit danger>Withdraw invitation</Submit></Form>}
        {may('end') && <Section title="End membership" note="the row and the history stay"><Form action={end} hidden={hidden}><Field name="reason" label="Reason" max={300} />{code}<Submit danger>End membership</Submit></Form></Section>}
        {m.permissions.length > 0 && <Section title="May do" note="each with the reason"><Table<Held> plain dense caption="Effective permissions" rows={m.permissions} rowKey={(p) => p.name} columns={[{ id: 's', header: 'Permission', priority: 1, cell: (p) => p.sentence }, { id: 'r', header: 'Reach', priority: 2, cell: (p) => p.reach }, { id: 'w', header: 'Because', priority: 3, quiet: true, cell: (p) => p.why }]} /></Section>}
      </Columns>
    </Page>
  )
}
