import { load } from '@/app/_bind/load.ts'
import { showMember } from '@/lib/tenancy/show-member.ts'
import { MemberDocket } from './docket.tsx'

export const metadata = { title: 'Member' }
export default async function MemberPage({ params }: { params: Promise<{ id: string }> }) {
  return <MemberDocket member={await load(showMember, { memberId: (await params).id })} />
}
