import { loadOrRefusal } from '@/app/_bind/load.ts'
import { LinkButton } from '@/app/_ui/button.tsx'
import { countText, listText } from '@/app/_ui/format.ts'
import { Form } from '@/app/_ui/form.client.tsx'
import { Notice, Pip } from '@/app/_ui/notice.tsx'
import { OtpField } from '@/app/_ui/otp-field.client.tsx'
import { Headline, Page, Section } from '@/app/_ui/page.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Submit } from '@/app/_ui/submit.client.tsx'
import { Table } from '@/app/_ui/table/table.tsx'
import { previewRole } from '@/lib/tenancy/show-role.ts'
import { roleWords } from '../../../role-words.ts'
import { copy, revise } from '../../actions.ts'
import type { RoleData } from '../record.tsx'

type Line = Awaited<ReturnType<typeof previewRole.invoke>>['difference'][number]
const kinds: Readonly<Record<Line['kind'], string>> = {
  gained: 'can from now on',
  lost: 'can no longer',
  wider: 'reaches further',
  narrower: 'reaches less far',
}
interface Draft {
  readonly name: string
  readonly sentence: string
  readonly grants: readonly string[]
}
const query = (draft: Draft, more: Readonly<Record<string, string>> = {}): string =>
  new URLSearchParams([...Object.entries(more), ['name', draft.name], ['sentence', draft.sentence], ...draft.grants.map((grant) => ['g', grant])]).toString()

/** What a draft means before it is saved: each difference in words, who is affected and when; then the factor for this very act. */
export async function RoleReview({ role, act, draft }: { role: RoleData; act: 'copy' | 'change'; draft: Draft }) {
  const isNew = act === 'copy',
    back = `${paths.roleAct(role.key, act)}?${query(draft)}`
  const { value: seen, refusal } = await loadOrRefusal(previewRole, {
    ...(isNew ? { source: role.key } : { roleId: role.key }),
    name: draft.name,
    sentence: draft.sentence,
    grants: draft.grants,
  })
  const name = roleWords(draft.name)
  return (
    <Page
      crumbs={[{ label: 'Roles', href: paths.roles() }, { label: roleWords(role.name), href: paths.role(role.key) }, { label: isNew ? 'Copy' : 'Change' }]}
      headline={
        <Headline>
          {refusal || !seen ? (
            'Something needs another look first.'
          ) : isNew ? (
            <>
              {name} differs from {roleWords(role.name).toLowerCase()} in {countText(seen.difference.length, 'point', role.place)}.
            </>
          ) : seen.holders.total === 0 ? (
            <>This changes {countText(seen.difference.length, 'permission', role.place)}; nobody holds the role now.</>
          ) : (
            <>
              This changes {countText(seen.difference.length, 'permission', role.place)} for {countText(seen.holders.total, 'member', role.place)}.
            </>
          )}
        </Headline>
      }
      acts={<LinkButton href={back}>Back to the choice</LinkButton>}
    >
      {refusal && <Notice tone="bad">{refusal.message}</Notice>}
      {seen && <Seen seen={seen} name={name} />}
      {seen && seen.beyond.length > 0 && (
        <Notice tone="bad" title="Nobody gives what they do not hold.">
          You do not hold: {listText(seen.beyond.map((words) => `“${words}”`))}. An owner can write this role.
        </Notice>
      )}
      {seen && seen.beyond.length === 0 && (
        <Form
          action={isNew ? copy : revise}
          hidden={{ ...(isNew ? { source: role.key } : { roleId: role.key, 'version:int': String(seen.version) }), name: draft.name, sentence: draft.sentence }}
          className="mt-6 max-w-[560px]"
        >
          {draft.grants.map((grant) => (
            <input key={grant} type="hidden" name="grants[]" value={grant} />
          ))}
          <OtpField name="factorCode" label="Code from your authenticator app" hint="A role gives rights away, so it asks again." />
          <Submit primary size="large">
            {isNew ? 'Make role' : 'Save change'}
          </Submit>
        </Form>
      )}
    </Page>
  )
}
function Seen({ seen, name }: { seen: Awaited<ReturnType<typeof previewRole.invoke>>; name: string }) {
  const { holders, difference, place } = seen
  return (
    <>
      {difference.length > 0 && (
        <Section title="What changes" note={`from ${roleWords(seen.from).toLowerCase()}`}>
          <Table<Line>
            plain
            dense
            caption="Differences"
            rows={difference}
            rowKey={(line) => line.permission}
            columns={[
              { id: 'kind', header: name, priority: 2, cell: (line) => kinds[line.kind] },
              {
                id: 'words',
                header: 'Permission',
                priority: 1,
                wraps: true,
                strong: true,
                cell: (line) => (
                  <>
                    {line.words}
                    {line.holdsMoney ? (
                      <>
                        {' '}
                        <Pip tone="warn">money</Pip>
                      </>
                    ) : line.managesMembers ? (
                      <>
                        {' '}
                        <Pip tone="hold">members</Pip>
                      </>
                    ) : null}
                  </>
                ),
              },
              { id: 'was', header: 'Before', priority: 3, cell: (line) => line.before ?? '–' },
              { id: 'is', header: 'After', priority: 4, cell: (line) => line.after ?? '–' },
            ]}
          />
        </Section>
      )}
      {seen.renamed && <Notice tone="accent">It is called {name} from then on, beside every member who holds it. The log keeps the name of its time.</Notice>}
      {seen.blind.length > 0 && (
        <Notice tone="warn" title="This would not work alone.">
          {listText(seen.blind.map((words) => `“${words}”`))}: the role cannot see what this is about. Add the reading beside it.
        </Notice>
      )}
      <Section title="Who is affected">
        <p>
          {seen.isNew
            ? 'Nobody yet. You give the role to members afterwards.'
            : holders.total === 0
              ? 'Nobody holds it.'
              : `${listText(holders.shown.map((holder) => holder.name))}${holders.total > holders.shown.length ? ` and ${countText(holders.total - holders.shown.length, 'other', place)}` : ''}, at the next request, wherever they are signed in. Nobody is signed out.`}
        </p>
      </Section>
    </>
  )
}
