import { load } from '@/app/_bind/load.ts'
import { showAccess } from '@/lib/tenancy/access/list-access.ts'
import { RequestDocket } from './docket.tsx'

export const metadata = { title: 'Access request' }
export default async function RequestPage({ params }: { params: Promise<{ id: string }> }) {
  return <RequestDocket request={await load(showAccess, { requestId: (await params).id })} />
}
