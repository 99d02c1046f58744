import type { Metadata } from 'next'
import { load } from '@/app/_bind/load.ts'
import { showDispute } from '@/lib/incentives/show-dispute.ts'
import { DisputeDocket } from './docket.tsx'

export const metadata: Metadata = { title: 'Dispute' }
export default async function DisputePage({ params }: { params: Promise<{ id: string }> }) {
  return <DisputeDocket dispute={await load(showDispute, { id: (await params).id })} />
}
