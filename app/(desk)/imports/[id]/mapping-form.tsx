import { SelectField } from '@/app/_ui/choice.client.tsx'
import { Field, FieldRow } from '@/app/_ui/field.client.tsx'
import { Form } from '@/app/_ui/form.client.tsx'
import { Section } from '@/app/_ui/page.tsx'
import { Submit } from '@/app/_ui/submit.client.tsx'
import { currencies } from '@/lib/kernel/currencies.ts'
import type { Mapping } from '@/lib/incentives/import/mapping.ts'
import type { previewImport } from '@/lib/incentives/preview-import.ts'
import { check } from '../actions.ts'
import { delimiterWord } from '../map-input.ts'
import { MappingRows } from './mapping-rows.tsx'

export type Preview = Awaited<ReturnType<typeof previewImport.invoke>>
const options = (list: readonly (readonly [string, string])[]) => list.map(([value, label]) => ({ value, label }))

/** Which column is what, how times are written, and what becomes of rows that name nobody known. */
export function MappingForm({ preview }: { preview: Preview }) {
  const { chosen, proposal, reading } = preview
  const settings: Omit<Mapping, 'columns'> = chosen?.body ?? proposal.mapping
  const kind = chosen?.body.columns.kind
  return (
    <Form
      action={check}
      label="Mapping"
      hidden={{ importId: preview.id, encoding: reading.encoding, delimiter: delimiterWord(reading.delimiter), hasHeader: reading.hasHeader ? 'yes' : 'no' }}
      className="gap-0 mt-8"
    >
      <Section title="Columns" note="what each becomes; what is left out stays in the file only">
        <MappingRows preview={preview} />
        <p className="mt-3 max-w-[760px] text-caption text-ink-2">
          “Payee” and “Crew” are matched by their key in files, as it stands on their pages: a payroll number, or the name where no other key was given. Case
          and blanks make no difference. “Name of the payee” matches nobody; it names those whom the import adds.
        </p>
      </Section>
      <Section title="Times and people" note="settled once, for every file of this kind">
        <div className="form">
          <FieldRow>
            <SelectField
              name="format"
              label="Times are written"
              defaultValue={settings.times.format}
              options={options([
                ['iso', 'Year first: 2026-05-14 09:30'],
                ['mdy', 'Month first: 05/14/2026 9:30 AM'],
                ['dmy', 'Day first: 14.05.2026 09:30'],
              ])}
            />
            <Field
              name="zone"
              label="Zone of times without one"
              defaultValue={settings.times.zone}
              max={60}
              hint="The company’s zone unless the file says another, such as UTC."
            />
          </FieldRow>
          <FieldRow>
            <SelectField
              name="skipped"
              label="An hour that daylight saving skips"
              defaultValue={settings.times.skipped}
              options={options([
                ['refuse', 'Refuse the row'],
                ['earlier', 'Take the hour before'],
                ['later', 'Take the hour after'],
              ])}
            />
            <SelectField
              name="doubled"
              label="An hour that comes twice"
              defaultValue={settings.times.doubled}
              options={options([
                ['refuse', 'Refuse the row'],
                ['earlier', 'Take the first'],
                ['later', 'Take the second'],
              ])}
            />
          </FieldRow>
          <FieldRow>
            <SelectField
              name="unmatchedPayee"
              label="A payee nobody knows"
              defaultValue={settings.unmatchedPayee}
              options={options([
                ['create', 'Add the payee'],
                ['refuse', 'Refuse the row'],
                ['unassigned', 'Put it to the payee below'],
              ])}
            />
            <SelectField
              name="blankPayee"
              label="A row without payee"
              defaultValue={settings.blankPayee}
              options={options([
                ['none', 'Keep it; it earns nothing'],
                ['refuse', 'Refuse the row'],
                ['unassigned', 'Put it to the payee below'],
              ])}
            />
            <SelectField
              name="unassignedPayee"
              label="Takes unassigned work"
              optional
              defaultValue={settings.unassignedPayee}
              options={preview.payees.map((p) => ({ value: p.id, label: p.name }))}
            />
          </FieldRow>
          <FieldRow>
            <SelectField
              name="unmatchedCrew"
              label="A crew nobody knows"
              defaultValue={settings.unmatchedCrew}
              options={options([
                ['create', 'Add the crew'],
                ['refuse', 'Refuse the row'],
              ])}
            />
            <SelectField
              name="openRows"
              label="A row that is not closed yet"
              defaultValue={settings.openRows}
              options={options([
                ['keep', 'Keep it open; it earns nothing'],
                ['refuse', 'Refuse the row'],
              ])}
            />
          </FieldRow>
          <FieldRow>
            <Field
              name="kind"
              label="Kind of work"
              optional
              max={80}
              defaultValue={kind && 'fixed' in kind ? kind.fixed : chosen ? '' : 'request'}
              hint="For all rows, where no column says it."
            />
            <SelectField
              name="currency"
              label="Currency of values"
              defaultValue={settings.currency}
              options={[...currencies.keys()].sort().map((code) => ({ value: code, label: code }))}
            />
            <Field
              name="mappingName"
              label="Name of this mapping"
              max={80}
              defaultValue={chosen?.name ?? proposal.name}
              hint="Rows with the same key under one name are the same record."
            />
          </FieldRow>
          <div className="form-acts">
            <Submit primary>Start the dry run</Submit>
            <span className="text-ink-2">Nothing is saved by it.</span>
          </div>
        </div>
      </Section>
    </Form>
  )
}
