import { notFound } from 'next/navigation'
import { load } from '@/app/_bind/load.ts'
import { Act } from '@/app/_ui/act.tsx'
import { SelectField } from '@/app/_ui/choice.client.tsx'
import { countText } from '@/app/_ui/format.ts'
import { Form } from '@/app/_ui/form.client.tsx'
import type { SearchParams } from '@/app/_ui/list-url.ts'
import { Notice } from '@/app/_ui/notice.tsx'
import { OtpField } from '@/app/_ui/otp-field.client.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Submit } from '@/app/_ui/submit.client.tsx'
import { showRole } from '@/lib/tenancy/show-role.ts'
import { ClosedNotice, closedBy } from '../../../closed.tsx'
import { roleWords } from '../../../role-words.ts'
import { end } from '../../actions.ts'
import { RoleRecord, type RoleData } from '../record.tsx'
import { RoleEditor } from './editor.tsx'
import { RoleReview } from './review.tsx'

export const metadata = { title: 'Role' }
/** Copying and changing in two steps, each with an address: what is chosen, then what it means; ending with where its members go. */
export default async function RoleActPage({ params, searchParams }: { params: Promise<{ key: string; act: string }>; searchParams: Promise<SearchParams> }) {
  const { key, act } = await params,
    given = await searchParams
  if (act !== 'copy' && act !== 'change' && act !== 'end') notFound()
  const role = await load(showRole, { role: key })
  if (act === 'end')
    return (
      <>
        <RoleRecord role={role} />
        <EndAct role={role} />
      </>
    )
  const closed = act === 'copy' ? await closedBy('custom_roles') : undefined
  if (closed)
    return (
      <>
        <RoleRecord role={role} />
        <Act back={paths.role(role.key)} title={`Copy the role ${roleWords(role.name)}`}>
          <ClosedNotice closed={closed}>Roles of your own that there are stay as they are, are changed and ended as before.</ClosedNotice>
        </Act>
      </>
    )
  const text = (name: string): string | undefined => {
    const value = given[name]
    return typeof value === 'string' ? value : undefined
  }
  const chosen = given['g'] === undefined ? undefined : [given['g']].flat().filter((grant) => grant !== ''),
    draft = { name: text('name'), sentence: text('sentence'), grants: chosen }
  if (text('step') === 'review')
    return <RoleReview role={role} act={act} draft={{ name: draft.name ?? '', sentence: draft.sentence ?? '', grants: chosen ?? [] }} />
  return <RoleEditor role={role} act={act} draft={draft} />
}
function EndAct({ role }: { role: RoleData }) {
  const { holders, may, mapped, place } = role,
    isMapped = mapped.groups + mapped.defaults > 0
  const why =
    may.why ||
    (isMapped && !may.signIn ? 'sign-ins by a provider give it, and your role does not include changing those' : '') ||
    (holders.total > 0 && !may.move ? 'members hold it, and your role does not include changing members' : '')
  return (
    <Act back={paths.role(role.key)} title={`End the role ${roleWords(role.name)}`} foot="What was done under it stays in the log under its name.">
      {why !== '' ? (
        <Notice tone="warn" title="Not now.">
          {why.charAt(0).toUpperCase() + why.slice(1)}.
        </Notice>
      ) : (
        <>
          {holders.total > 0 && (
            <Notice tone="warn">
              {holders.shown.map((holder) => holder.name).join(', ')}
              {holders.total > holders.shown.length ? ` and ${countText(holders.total - holders.shown.length, 'other', place)}` : ''}{' '}
              {holders.total === 1 ? 'is' : 'are'} signed out at once and {holders.total === 1 ? 'comes' : 'come'} back under the role that you choose.
            </Notice>
          )}
          {isMapped && (
            <Notice tone="warn">Sign-ins by a provider give this role. From then on they give the one that you choose; owner cannot be chosen.</Notice>
          )}
          <Form action={end} hidden={{ roleId: role.key }}>
            {(holders.total > 0 || isMapped) && (
              <SelectField
                name="target"
                label={holders.total > 0 ? 'From then on they have' : 'From then on they give'}
                options={role.targets.map((target) => ({
                  value: target.role,
                  label: roleWords(target.name),
                  ...(target.why === undefined ? {} : { why: target.why }),
                }))}
              />
            )}
            <OtpField name="factorCode" label="Code from your authenticator app" />
            <Submit danger wide size="large">
              End role
            </Submit>
          </Form>
        </>
      )}
    </Act>
  )
}
