import { Download } from 'lucide-react'
import { LinkButton } from './button.tsx'
import type { ListUrl } from './list-url.ts'

/** The filtered list as CSV, all of it: same address, `.csv`. The export is itself recorded. */
export function ExportLink({ url, children = 'CSV' }: { url: ListUrl; children?: React.ReactNode }) {
  return <LinkButton href={url.csv} icon={Download} download>{children}</LinkButton>
}
