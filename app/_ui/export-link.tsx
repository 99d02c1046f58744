import { Download } from 'lucide-react'
import { LinkButton } from './button.tsx'
import type { ListUrl } from './list-url.ts'

/** The filtered list as CSV, all of it: same address, `.csv`, or `at` where the list stands inside a record. The export is itself recorded. */
export function ExportLink({ url, at, children = 'CSV' }: { url: ListUrl; at?: string; children?: React.ReactNode }) {
  return (
    <LinkButton href={at === undefined ? url.csv : at + url.csv.slice(`${url.path}.csv`.length)} icon={Download} download>
      {children}
    </LinkButton>
  )
}
