import type { Metadata } from 'next'
import { load } from '@/app/_bind/load.ts'
import { showPayout } from '@/lib/incentives/show-payout.ts'
import { PayoutDocket } from './docket.tsx'

export const metadata: Metadata = { title: 'Payout' }
export default async function PayoutPage({ params }: { params: Promise<{ id: string }> }) {
  return <PayoutDocket payout={await load(showPayout, { id: (await params).id })} />
}
