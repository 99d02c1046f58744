import { load } from '@/app/_bind/load.ts'
import { showPayee } from '@/lib/incentives/list-payees.ts'
import { PayeeView } from './payee-view.tsx'

export const metadata = { title: 'Payee' }

export default async function PayeePage({ params }: { params: Promise<{ id: string }> }) {
  return <PayeeView payee={await load(showPayee, { id: (await params).id })} />
}
