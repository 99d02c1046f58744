import { load } from '@/app/_bind/load.ts'
import { LinkButton } from '@/app/_ui/button.tsx'
import { SelectField } from '@/app/_ui/choice.client.tsx'
import { Field, FieldRow } from '@/app/_ui/field.client.tsx'
import { Headline, Page } from '@/app/_ui/page.tsx'
import { Notice } from '@/app/_ui/notice.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { listOriginators } from '@/lib/incentives/list-originators.ts'
import { railWords } from '../../batches/columns.tsx'
import { importFile } from '../actions.ts'
import { CsvFields } from './csv-fields.client.tsx'
import { StatementForm } from './statement-form.client.tsx'

export const metadata = { title: 'Import from the bank' }
const dayFormats = ['YYYY-MM-DD', 'DD.MM.YYYY', 'DD/MM/YYYY', 'MM/DD/YYYY', 'YYYYMMDD'].map((value) => ({ value, label: value }))

const uploadMax = 50 * 1_048_576

export default async function ImportPage() {
  const { originators, place } = await load(listOriginators, {})
  return (
    <Page
      crumbs={[{ label: 'Bank', href: paths.statements() }, { label: 'Import' }]}
      headline={<Headline>Import what the bank sent: it settles payouts by their references, once.</Headline>}
      about="Statements and advices (camt.053, camt.054), status reports (pain.002), ACH returns and notices of change, or CSV. A file that is not about us changes nothing."
    >
      {originators.length === 0 ? (
        <Notice tone="warn" title="Nobody has entered who pays." act={<LinkButton href={paths.settings('rails')}>Enter who pays</LinkButton>}>
          A statement is matched to the account that pays.
        </Notice>
      ) : (
        <StatementForm action={importFile} locale={place.locale} max={uploadMax}>
          <CsvFields>
            <SelectField
              name="originator"
              label="Account"
              optional
              options={originators.map((o) => ({ value: `${o.rail} ${o.currency}`, label: `${o.name}, ${o.masked}, ${railWords[o.rail]} ${o.currency}` }))}
            />
            <p className="text-ink-2">The columns are asked for once per account; left empty, the answers of last time count.</p>
            <FieldRow>
              <Field name="mapping.day" label="Column of the day" optional max={120} />
              <SelectField name="mapping.dayFormat" label="Days are written as" options={dayFormats} defaultValue="YYYY-MM-DD" />
            </FieldRow>
            <FieldRow>
              <Field name="mapping.amount" label="Column of the amount" optional max={120} hint="Signed: negative is money out" />
              <SelectField
                name="mapping.decimals"
                label="Decimal mark"
                options={[
                  { value: 'point', label: 'Point, 1240.50' },
                  { value: 'comma', label: 'Comma, 1240,50' },
                ]}
                defaultValue="point"
              />
            </FieldRow>
            <FieldRow>
              <Field name="mapping.debit" label="Column of money out" optional max={120} hint="Instead of a signed amount" />
              <Field name="mapping.credit" label="Column of money in" optional max={120} />
            </FieldRow>
            <FieldRow>
              <Field name="mapping.reference" label="Column of the reference" optional max={120} hint="Our end-to-end id, such as P-00913" />
              <Field name="mapping.currencyColumn" label="Column of the currency" optional max={120} />
            </FieldRow>
            <FieldRow>
              <Field name="mapping.note" label="Column of the text" optional max={120} />
              <Field name="mapping.returnCode" label="Column of the return code" optional max={120} />
            </FieldRow>
          </CsvFields>
        </StatementForm>
      )}
    </Page>
  )
}
