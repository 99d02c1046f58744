import type { SearchParams } from '@/app/_ui/list-url.ts'
import { AuditLog } from '../log.tsx'

export const metadata = { title: 'Audit event' }
export default async function AuditEventPage({ params, searchParams }: { params: Promise<{ id: string }>; searchParams: Promise<SearchParams> }) {
  return <AuditLog given={await searchParams} open={(await params).id} />
}
