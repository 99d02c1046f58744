import { Tabs } from '@/app/_ui/page.tsx'
import { paths } from '@/app/_ui/paths.ts'

/** The views of what banks told us. */
export function BankTabs({ at, waiting }: { at: 'queue' | 'lines' | 'files' | 'reconciliation'; waiting?: number }) {
  return (
    <Tabs
      label="Bank"
      items={[
        { label: 'Queue', href: `${paths.statements()}?state=unmatched`, current: at === 'queue', ...(waiting === undefined ? {} : { count: waiting }) },
        { label: 'Lines', href: paths.statements(), current: at === 'lines' },
        { label: 'Statements', href: paths.statementFiles(), current: at === 'files' },
        { label: 'Reconciliation', href: paths.reconciliation(), current: at === 'reconciliation' },
      ]}
    />
  )
}
