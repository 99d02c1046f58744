import { Button } from '@/app/_ui/button.tsx'
import { CheckField, SelectField } from '@/app/_ui/choice.client.tsx'
import { Field } from '@/app/_ui/field.client.tsx'
import { capital, countText } from '@/app/_ui/format.ts'
import { Notice, Pip } from '@/app/_ui/notice.tsx'
import { Headline, Page, Section } from '@/app/_ui/page.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { everyones, reaches, type Reach } from '@/lib/access/permissions.ts'
import { roleWords } from '../../../role-words.ts'
import type { RoleData } from '../record.tsx'

type Offer = RoleData['groups'][number]['rows'][number]
const scopes: Readonly<Record<Reach, string>> = { own: 'Own only', crew: 'Own crew', all: 'Whole company' }
const holds = (held: Reach | undefined, asked: Reach): boolean => held !== undefined && reaches.indexOf(held) >= reaches.indexOf(asked)

/** The catalogue as a form: a sentence for each permission, grouped, with how far it reaches. A GET form, so that the next step has an address. */
export function RoleEditor({
  role,
  act,
  draft,
}: {
  role: RoleData
  act: 'copy' | 'change'
  draft: { name: string | undefined; sentence: string | undefined; grants: readonly string[] | undefined }
}) {
  const isNew = act === 'copy',
    has = (row: Offer): Reach | undefined =>
      draft.grants === undefined ? row.has : row.reaches.find((reach) => draft.grants?.includes(`${row.name}:${reach}`))
  /** Writing gives: what the writer does not hold can be kept in a role that has it, and no more. */
  const may = (row: Offer, reach: Reach): boolean => holds(row.mine, reach) || (!isNew && holds(row.has, reach))
  const lacking = role.groups.flatMap((group) => group.rows).filter((row) => row.has !== undefined && !may(row, row.has)).length
  return (
    <Page
      crumbs={[{ label: 'Roles', href: paths.roles() }, { label: roleWords(role.name), href: paths.role(role.key) }, { label: isNew ? 'Copy' : 'Change' }]}
      headline={
        <Headline>
          {isNew ? (
            <>A role of your own, made from {roleWords(role.name).toLowerCase()}.</>
          ) : role.holders.total === 0 ? (
            <>Nobody holds {role.name} now.</>
          ) : (
            <>
              {capital(countText(role.holders.total, 'member', role.place))} {role.holders.total === 1 ? 'holds' : 'hold'} {role.name}.
            </>
          )}
        </Headline>
      }
      about="You see what it means, and for whom, before anything is saved."
    >
      {!role.may.change || (!isNew && role.may.why !== '') ? (
        <Notice tone="warn" title="Not now.">
          {capital(role.may.why)}.
        </Notice>
      ) : (
        <form method="get" className="form max-w-[820px]">
          <input type="hidden" name="step" value="review" />
          <Field name="name" label="Name" max={40} autoComplete="off" defaultValue={draft.name ?? (isNew ? '' : role.name)} />
          <Field
            name="sentence"
            label="What it does, in a sentence"
            max={160}
            optional
            autoComplete="off"
            defaultValue={draft.sentence ?? (isNew ? '' : role.typed)}
          />
          {lacking > 0 && (
            <Notice tone="hold">
              {capital(countText(lacking, 'permission', role.place))} of {roleWords(role.name).toLowerCase()} {lacking === 1 ? 'is' : 'are'} left out: nobody
              gives what they do not hold. An owner can.
            </Notice>
          )}
          {everyones.map((name) => (
            <input key={name} type="hidden" name="g" value={`${name}:own`} />
          ))}
          {role.groups
            .map((group) => ({ ...group, rows: group.rows.filter((row) => !everyones.includes(row.name)) }))
            .filter((group) => group.rows.length > 0)
            .map((group) => (
              <Section key={group.label} title={group.label}>
                <div className="grid gap-2">
                  {group.rows.map((row) => {
                    const now = has(row),
                      label = (
                        <>
                          {row.sentence}
                          {row.asksAgain ? (
                            <>
                              {' '}
                              <Pip>asks again</Pip>
                            </>
                          ) : null}
                        </>
                      ),
                      only = row.reaches[0] as Reach
                    return row.reaches.length === 1 ? (
                      <CheckField
                        key={row.name}
                        name="g"
                        value={`${row.name}:${only}`}
                        label={label}
                        defaultChecked={now !== undefined && may(row, only)}
                        {...(may(row, only) ? {} : { why: 'you do not hold this' })}
                      />
                    ) : (
                      <SelectField
                        key={row.name}
                        name="g"
                        label={label}
                        optional="silently"
                        placeholder="Not at all"
                        defaultValue={now !== undefined && may(row, now) ? `${row.name}:${now}` : ''}
                        options={row.reaches.map((reach) => ({
                          value: `${row.name}:${reach}`,
                          label: scopes[reach],
                          ...(may(row, reach) ? {} : { why: 'you do not hold this' }),
                        }))}
                      />
                    )
                  })}
                </div>
              </Section>
            ))}
          <p>
            <Button type="submit" primary size="large">
              See what it means
            </Button>
          </p>
        </form>
      )}
    </Page>
  )
}
