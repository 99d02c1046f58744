import { load } from '@/app/_bind/load.ts'
import { ComboboxField } from '@/app/_ui/combobox.client.tsx'
import { SwitchField } from '@/app/_ui/choice.client.tsx'
import { Docket } from '@/app/_ui/docket.tsx'
import { Field, FieldRow } from '@/app/_ui/field.client.tsx'
import { DayField, NumberField } from '@/app/_ui/value-fields.client.tsx'
import { Form } from '@/app/_ui/form.client.tsx'
import { countText, dayText } from '@/app/_ui/format.ts'
import { TextLink } from '@/app/_ui/link.tsx'
import { Moment } from '@/app/_ui/moment.tsx'
import { Columns, Page, Section } from '@/app/_ui/page.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Status } from '@/app/_ui/status.tsx'
import { Submit } from '@/app/_ui/submit.client.tsx'
import { Table } from '@/app/_ui/table/table.tsx'
import { Trail } from '@/app/_ui/trail.tsx'
import { showCrew } from '@/lib/incentives/change-crew.ts'
import { listChoices } from '@/lib/incentives/list-payees.ts'
import { change, join, leave } from '../actions.ts'

export const metadata = { title: 'Crew' }
type Crew = Awaited<ReturnType<typeof showCrew.invoke>>
type Person = Crew['people'][number]

export default async function CrewPage({ params }: { params: Promise<{ id: string }> }) {
  const crew = await load(showCrew, { id: (await params).id }),
    { place, may } = crew,
    choices = may.change ? await load(listChoices, {}) : undefined
  const shares = crew.people.reduce((n, p) => n + p.share, 0)
  return (
    <Page crumbs={[{ label: 'Payees', href: paths.payees() }, { label: 'Crews', href: paths.crews() }, { label: crew.name }]}>
      <Docket
        number={crew.number}
        noun="Crew"
        stub={
          <>
            Added <Moment at={crew.addedAt} place={place} show="day" />
            <br />
            key <span className="mono">{crew.key}</span>
          </>
        }
        title={crew.name}
        about={
          crew.people.length === 0 ? (
            'Nobody is on it.'
          ) : (
            <>
              {countText(crew.people.length, 'person', place).replace('persons', 'people')}, {shares} {shares === 1 ? 'share' : 'shares'}
            </>
          )
        }
        status={<Status noun="payee" state={crew.isActive ? 'active' : 'inactive'} strong />}
        consequence="A rule that splits counts who is on the crew on the last day of a period."
      />
      <Columns
        asideLabel="Work"
        aside={
          may.seeWork ? (
            <Section
              title="Newest work"
              act={
                <TextLink accent href={`${paths.work()}?crew=${crew.id}`}>
                  All work
                </TextLink>
              }
            >
              {crew.work.length === 0 ? (
                <p className="text-ink-2">No work so far.</p>
              ) : (
                <Trail
                  place={place}
                  items={crew.work.map((w) => ({
                    id: w.id,
                    mark: 'disc',
                    what: (
                      <TextLink href={paths.workRecord(w.id)}>
                        <span className="mono">{w.key}</span>
                      </TextLink>
                    ),
                    when: w.closedAt ?? 'open',
                  }))}
                />
              )}
            </Section>
          ) : null
        }
      >
        <Section title="People">
          {crew.people.length === 0 ? (
            <p className="text-ink-2">Nobody is on this crew.</p>
          ) : (
            <Table<Person>
              plain
              caption="People of the crew"
              rows={crew.people}
              rowKey={(p) => p.payeeId}
              columns={[
                { id: 'name', header: 'Payee', priority: 1, strong: true, cell: (p) => <TextLink href={paths.payee(p.payeeId)}>{p.name}</TextLink> },
                { id: 'since', header: 'Since', priority: 3, quiet: true, cell: (p) => (p.joinedOn ? dayText(p.joinedOn, place) : 'always') },
                { id: 'share', header: 'Share', align: 'end', priority: 2, cell: (p) => `${p.share} of ${shares}` },
                ...(may.change
                  ? [
                      {
                        id: 'act',
                        header: '',
                        align: 'end' as const,
                        cell: (p: Person) => (
                          <Form action={leave} hidden={{ crewId: crew.id, payeeId: p.payeeId }} className="contents-form" label={`Take ${p.name} off`}>
                            <Submit size="small" quiet>
                              Take off
                            </Submit>
                          </Form>
                        ),
                      },
                    ]
                  : []),
              ]}
            />
          )}
          {crew.former.length > 0 && (
            <p className="text-ink-2 mt-3">
              Before:{' '}
              {crew.former.map((p) => `${p.name}${p.leftAt ? ` until ${dayText(p.leftAt.toISOString().slice(0, 10) as never, place)}` : ''}`).join(', ')}.
            </p>
          )}
        </Section>
        {choices && (
          <Section title="Put somebody on it">
            <Form action={join} hidden={{ crewId: crew.id }} fresh label="Put somebody on it">
              <FieldRow>
                <ComboboxField name="payeeId" label="Payee" options={choices.payees.map((p) => ({ value: p.id, label: p.name, note: p.number }))} />
                <NumberField name="share:int" label="Share" step={1} min={1} max={1_000} defaultValue={1} hint="Counts where a rule divides by shares." />
                <DayField name="joinedOn" label="Since" optional hint="Without a day: always." />
              </FieldRow>
              <div className="form-acts">
                <Submit primary>Put on</Submit>
              </div>
            </Form>
          </Section>
        )}
        {may.change && (
          <Section title="Name and state">
            <Form action={change} hidden={{ crewId: crew.id }} className="narrow" label="Change the crew">
              <Field name="name" label="Name" max={80} defaultValue={crew.name} />
              <SwitchField name="isActive:bool" label="Active" defaultChecked={crew.isActive} />
              <div className="form-acts">
                <Submit>Save</Submit>
              </div>
            </Form>
          </Section>
        )}
      </Columns>
    </Page>
  )
}
