import { load } from '@/app/_bind/load.ts'
import { Button } from '@/app/_ui/button.tsx'
import type { SearchParams } from '@/app/_ui/list-url.ts'
import { Notice } from '@/app/_ui/notice.tsx'
import { Headline, Page } from '@/app/_ui/page.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { listOriginators } from '@/lib/incentives/list-originators.ts'
import { redirect } from 'next/navigation'
import { railWords } from '../../../batches/columns.tsx'

export const metadata = { title: 'Add a rail' }
const rails = [
  ['pain001', 'Bank transfer from an account with an IBAN (ISO 20022)'],
  ['nacha', 'US bank, ACH (Nacha file)'],
  ['payroll_csv', 'Payroll list (CSV)'],
] as const

export default async function NewRailPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const own = await load(listOriginators, {}),
    { rail, currency } = await searchParams,
    wanted = typeof currency === 'string' && /^[A-Za-z]{3}$/.test(currency) ? currency.toUpperCase() : undefined,
    // Said here, where it can be mended, and not behind a long form and a code.
    isForeignAch = rail === 'nacha' && wanted !== undefined && wanted !== 'USD'
  if (typeof rail === 'string' && rail in railWords && wanted !== undefined && !isForeignAch) redirect(paths.originator(rail, wanted))
  const chosen = typeof rail === 'string' && rail in railWords ? rail : own.currency === 'USD' ? 'nacha' : 'pain001'
  return (
    <Page
      crumbs={[{ label: 'Settings', href: paths.settings('company') }, { label: 'Who pays', href: paths.settings('rails') }, { label: 'Add' }]}
      headline={<Headline>Which way does the money leave, and in what currency?</Headline>}
    >
      <form action={paths.newOriginator()} method="get" className="form max-w-[480px]">
        {isForeignAch && <Notice tone="bad" title={`ACH pays US dollars only, not ${wanted}. Choose USD or another way.`} live />}
        <fieldset className="field">
          <legend className="field-label mb-2">How the money leaves</legend>
          <div className="options">
            {rails.map(([value, label]) => (
              <label key={value} className="option">
                <input type="radio" className="tick" name="rail" value={value} defaultChecked={value === chosen} />
                <span>{label}</span>
              </label>
            ))}
          </div>
        </fieldset>
        <div className="field">
          <label className="field-label" htmlFor="currency">
            Currency
          </label>
          <input
            id="currency"
            name="currency"
            className="field-control mono"
            maxLength={3}
            required
            pattern="[A-Za-z]{3}"
            defaultValue={typeof currency === 'string' ? currency : own.currency}
            autoComplete="off"
          />
          <span className="field-hint">Three letters, such as EUR. ACH pays USD only.</span>
        </div>
        <Button type="submit" primary size="large">
          Continue
        </Button>
      </form>
    </Page>
  )
}
