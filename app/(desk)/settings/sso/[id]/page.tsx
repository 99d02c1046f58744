import { load } from '@/app/_bind/load.ts'
import { showConnection } from '@/lib/tenancy/sso-connection.ts'
import { ConnectionDocket } from './docket.tsx'

export const metadata = { title: 'Connection' }
export default async function ConnectionPage({ params }: { params: Promise<{ id: string }> }) {
  return <ConnectionDocket c={await load(showConnection, { connectionId: (await params).id })} />
}
