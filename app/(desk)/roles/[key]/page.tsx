import { load } from '@/app/_bind/load.ts'
import { showRole } from '@/lib/tenancy/show-role.ts'
import { RoleRecord } from './record.tsx'

export const metadata = { title: 'Role' }
export default async function RolePage({ params }: { params: Promise<{ key: string }> }) {
  return <RoleRecord role={await load(showRole, { role: (await params).key })} />
}
