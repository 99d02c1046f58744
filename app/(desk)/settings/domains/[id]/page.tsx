import { load } from '@/app/_bind/load.ts'
import { showDomain } from '@/lib/tenancy/domains.ts'
import { DomainDocket } from './docket.tsx'

export const metadata = { title: 'Domain' }
export default async function DomainPage({ params }: { params: Promise<{ id: string }> }) {
  return <DomainDocket domain={await load(showDomain, { domainId: (await params).id })} />
}
