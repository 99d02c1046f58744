import { notFound } from 'next/navigation'
import { load } from '@/app/_bind/load.ts'
import { Act } from '@/app/_ui/act.tsx'
import { ChoiceField } from '@/app/_ui/choice.client.tsx'
import { Field } from '@/app/_ui/field.client.tsx'
import { Form } from '@/app/_ui/form.client.tsx'
import { Notice } from '@/app/_ui/notice.tsx'
import { OtpField } from '@/app/_ui/otp-field.client.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { ShownOnce } from '@/app/_ui/shown-once.client.tsx'
import { Submit } from '@/app/_ui/submit.client.tsx'
import { showMember } from '@/lib/tenancy/show-member.ts'
import { roleWords } from '../../../role-words.ts'
import { actWords, isActPath } from '../../act-words.ts'
import { end, endSessions, giveRole, inviteAgain, resume, suspend, withdraw } from '../../actions.ts'
import { MemberDocket } from '../docket.tsx'

export const metadata = { title: 'Member' }
const run = { role: giveRole, suspend, resume, end, sessions: endSessions, 'invite-again': inviteAgain, withdraw }

/** An act on a membership: what it causes, why, and the factor anew. */
export default async function MemberActPage({ params }: { params: Promise<{ id: string; act: string }> }) {
  const { id, act } = await params
  if (!isActPath(act)) notFound()
  const member = await load(showMember, { memberId: id }),
    words = actWords[act],
    { may = false, why = 'It does not fit the present state' } = member.acts[words.act] ?? {}
  return (
    <>
      <MemberDocket member={member} />
      <Act back={paths.member(member.id)} title={words.title(member.name)} foot="The account itself stays the person’s own.">
        {may ? (
          <>
            {words.warning && <Notice tone="warn">{words.warning(member)}</Notice>}
            <Form action={run[act]} hidden={{ memberId: member.id }}>
              <ShownOnce />
              {act === 'role' && (
                <ChoiceField
                  name="role"
                  label="New role"
                  options={member.roles.map((r) => ({
                    value: r.role,
                    label: roleWords(r.name),
                    note: r.sentence,
                    ...(r.role === member.roleKey ? { why: 'the present role' } : r.why === undefined ? {} : { why: r.why }),
                  }))}
                />
              )}
              {words.asksReason && <Field name="reason" label="Reason" max={300} hint="It stands in the log." />}
              {words.asksFactor && <OtpField name="factorCode" label="Code from your authenticator app" />}
              <Submit primary={!words.isLoss} danger={words.isLoss} wide size="large">
                {words.verb}
              </Submit>
            </Form>
          </>
        ) : (
          <Notice tone="warn" title="Not now.">
            {why.charAt(0).toUpperCase() + why.slice(1)}
          </Notice>
        )}
      </Act>
    </>
  )
}
