import type { SearchParams } from '@/app/_ui/list-url.ts'
import { AwardList } from '../../awards/list.tsx'

export const metadata = { title: 'Award run' }
export default async function AwardRunPage({ params, searchParams }: { params: Promise<{ id: string }>; searchParams: Promise<SearchParams> }) {
  return <AwardList given={await searchParams} run={(await params).id} />
}
