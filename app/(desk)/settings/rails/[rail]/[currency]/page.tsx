import { notFound } from 'next/navigation'
import { load } from '@/app/_bind/load.ts'
import { Notice } from '@/app/_ui/notice.tsx'
import { Headline, Page } from '@/app/_ui/page.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { listOriginators, type OriginatorView } from '@/lib/incentives/list-originators.ts'
import { railWords } from '../../../../batches/columns.tsx'
import { OriginatorForm } from '../../originator-form.tsx'

export const metadata = { title: 'Who pays' }
export default async function OriginatorPage({ params }: { params: Promise<{ rail: string; currency: string }> }) {
  const { rail, currency } = await params
  if (!Object.hasOwn(railWords, rail) || !/^[A-Z]{3}$/.test(currency)) notFound()
  const { originators, mayChange } = await load(listOriginators, {})
  const now = originators.find((o) => o.rail === rail && o.currency === currency)
  return (
    <Page
      crumbs={[
        { label: 'Settings', href: paths.settings('company') },
        { label: 'Who pays', href: paths.settings('rails') },
        { label: `${railWords[rail]}, ${currency}` },
      ]}
      headline={
        <Headline>
          {now ? (
            <>
              {now.name} pays {currency} by {railWords[rail]?.toLowerCase().replace('ach', 'ACH')}.
            </>
          ) : (
            <>
              Who pays {currency} by {railWords[rail]?.toLowerCase().replace('ach', 'ACH')}?
            </>
          )}
        </Headline>
      }
      about="Everything is checked before it is saved; the change is recorded with what it was before."
    >
      {mayChange ? (
        <OriginatorForm rail={rail as OriginatorView['rail']} currency={currency} now={now?.body} />
      ) : (
        <Notice tone="warn" title="Your role does not change who pays.">
          An owner or finance does.
        </Notice>
      )}
    </Page>
  )
}
