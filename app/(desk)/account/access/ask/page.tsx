import { load } from '@/app/_bind/load.ts'
import { CheckField, ChoiceField, SelectField } from '@/app/_ui/choice.client.tsx'
import { FieldRow } from '@/app/_ui/field.client.tsx'
import { AreaField, NumberField } from '@/app/_ui/value-fields.client.tsx'
import { Form } from '@/app/_ui/form.client.tsx'
import type { SearchParams } from '@/app/_ui/list-url.ts'
import { Notice, Pip } from '@/app/_ui/notice.tsx'
import { Headline, Page, Section, Segments } from '@/app/_ui/page.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Submit } from '@/app/_ui/submit.client.tsx'
import { showOwnAccess } from '@/lib/tenancy/access/own-access.ts'
import { roleWords } from '../../../role-words.ts'
import { ask } from '../actions.ts'

export const metadata = { title: 'Ask for access' }

/** What one needs, what for and how long. Single permissions first: they give the least. */
export default async function AskPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const own = await load(showOwnAccess, {}),
    given = await searchParams,
    forRole = given['for'] === 'role',
    at = (kind: string): string => `${paths.askAccess()}?for=${kind}`
  const nothing = !own.isCompany || (own.groups.length === 0 && own.roles.length === 0)
  return (
    <Page
      crumbs={[{ label: 'Your account', href: paths.account() }, { label: 'Access', href: paths.account('access') }, { label: 'Ask' }]}
      headline={<Headline>{nothing ? 'There is nothing to ask for here: your role has it.' : 'What do you need that your role does not include?'}</Headline>}
      about="Whoever may give roles is told, reads your reason and decides; they may give it for a shorter time. Nobody decides over their own request."
    >
      {nothing ? null : !own.mayAsk ? (
        <Notice tone="hold">{own.waitingMax} requests of yours wait for an answer. Take one back first, under Access.</Notice>
      ) : (
        <div className="grid max-w-[820px] gap-6">
          <Segments
            label="What you ask for"
            items={[
              { label: 'Single permissions', href: at('permissions'), current: !forRole },
              { label: 'A role', href: at('role'), current: forRole },
            ]}
          />
          <Form key={forRole ? 'role' : 'permissions'} action={ask} label="Ask for access">
            {forRole ? (
              <ChoiceField
                name="role"
                label="Role"
                options={own.roles.map((role) => ({ value: role.key, label: roleWords(role.name), note: role.sentence }))}
              />
            ) : (
              own.groups.map((group) => (
                <Section key={group.label} title={group.label}>
                  <div className="grid gap-2">
                    {group.rows.map((row) => (
                      <CheckField
                        key={row.name}
                        name="grants[]"
                        value={`${row.name}:${row.reach}`}
                        label={
                          <>
                            {row.sentence}
                            {row.asksAgain ? (
                              <>
                                {' '}
                                <Pip>asks again</Pip>
                              </>
                            ) : null}
                          </>
                        }
                        defaultChecked={given['permission'] === row.name}
                      />
                    ))}
                  </div>
                </Section>
              ))
            )}
            <AreaField name="reason" label="What for" rows={2} max={300} hint="Whoever decides reads it, and it stands in the log." />
            <FieldRow>
              <NumberField name="amount:int" label="For how long" min={1} step={1} defaultValue={1} hint={`At most ${own.daysMax} days here.`} />
              <SelectField
                name="unit"
                label="Hours or days"
                defaultValue="days"
                options={[
                  { value: 'hours', label: 'hours' },
                  { value: 'days', label: 'days' },
                ]}
              />
            </FieldRow>
            <div>
              <Submit primary size="large">
                Ask
              </Submit>
            </div>
          </Form>
        </div>
      )}
    </Page>
  )
}
