import { load } from '@/app/_bind/load.ts'
import { showCompanyOfInstallation } from '@/lib/tenancy/operator.ts'
import { CompanyDocket } from './docket.tsx'

export const metadata = { title: 'Company' }
export default async function CompanyPage({ params }: { params: Promise<{ id: string }> }) {
  return <CompanyDocket company={await load(showCompanyOfInstallation, { tenantId: (await params).id })} />
}
