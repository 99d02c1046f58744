import { showOwnAccount } from '@/lib/identity/own-account.ts'
import { FactorsFrame } from '../frame.tsx'
import { readOwn } from '../read-own.ts'

export const metadata = { title: 'Your second factor' }
export default async function FactorsPage() {
  const own = await readOwn(showOwnAccount)
  return <FactorsFrame {...own} />
}
