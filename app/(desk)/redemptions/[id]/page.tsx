import type { Metadata } from 'next'
import { load } from '@/app/_bind/load.ts'
import { showRedemption } from '@/lib/incentives/list-redemptions.ts'
import { RedemptionDocket } from './docket.tsx'

export const metadata: Metadata = { title: 'Redemption' }
export default async function RedemptionPage({ params }: { params: Promise<{ id: string }> }) {
  return <RedemptionDocket redemption={await load(showRedemption, { id: (await params).id })} />
}
