import { load } from '@/app/_bind/load.ts'
import { ComboboxField } from '@/app/_ui/combobox.client.tsx'
import { SelectField } from '@/app/_ui/choice.client.tsx'
import { Empty } from '@/app/_ui/empty.tsx'
import { Field, FieldRow } from '@/app/_ui/field.client.tsx'
import { AreaField, FileField } from '@/app/_ui/value-fields.client.tsx'
import { Form } from '@/app/_ui/form.client.tsx'
import { Headline, Page } from '@/app/_ui/page.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Submit } from '@/app/_ui/submit.client.tsx'
import { periodOf } from '@/lib/kernel/day.ts'
import { listNominationPrograms, listProgramPayees } from '@/lib/incentives/read-programs.ts'
import { nominate } from '../actions.ts'

export const metadata = { title: 'Nominate' }
export default async function NominatePage({ searchParams }: { searchParams: Promise<{ program?: string }> }) {
  const { programs, today } = await load(listNominationPrograms, {}),
    { payees } = await load(listProgramPayees, {}),
    asked = (await searchParams).program
  const chosen = programs.find((p) => p.id === asked) ?? programs[0]
  return (
    <Page
      crumbs={[{ label: 'Awards', href: paths.awards() }, { label: 'Nominate' }]}
      headline={<Headline>Name someone, say why, and attach a proof; somebody else confirms it.</Headline>}
    >
      {!chosen ? (
        <Empty.Yet title="No program pays by nomination.">A manager can write one under programs.</Empty.Yet>
      ) : (
        <Form action={nominate} className="max-w-[640px]">
          <FieldRow>
            <SelectField
              name="programId"
              label="Program"
              options={programs.map((p) => ({ value: p.id, label: `${p.name} (${p.range})` }))}
              defaultValue={chosen.id}
            />
            <SelectField
              name="from"
              label="Period beginning"
              options={[{ value: periodOf(chosen.period, today).from, label: periodOf(chosen.period, today).from }]}
              defaultValue={periodOf(chosen.period, today).from}
            />
          </FieldRow>
          <ComboboxField name="payeeId" label="Payee" options={payees.map((p) => ({ value: p.id, label: p.name }))} />
          <Field name="amount" label="Amount" max={20} />
          <AreaField name="reason" label="Why" rows={4} max={500} />
          <FileField
            name="proof"
            label="Proof"
            hint="JPEG, PNG, PDF or text, up to 10 MB"
            accept="image/jpeg,image/png,application/pdf,text/plain"
            max={10_000_000}
          />
          <Submit primary size="large">
            Nominate
          </Submit>
        </Form>
      )}
    </Page>
  )
}
