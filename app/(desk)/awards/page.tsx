import type { SearchParams } from '@/app/_ui/list-url.ts'
import { AwardList } from './list.tsx'

export const metadata = { title: 'Awards' }
/** `state=all` is every state. */
export default async function AwardsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const given = await searchParams
  return <AwardList given={given['state'] === 'all' ? { ...given, state: '' } : given} />
}
