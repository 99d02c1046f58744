import type { SearchParams } from '@/app/_ui/list-url.ts'
import { AuditLog } from './log.tsx'

export const metadata = { title: 'Audit' }
export default async function AuditPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  return <AuditLog given={await searchParams} />
}
