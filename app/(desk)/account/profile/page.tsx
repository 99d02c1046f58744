import { showOwnAccount } from '@/lib/identity/own-account.ts'
import { ProfileFrame } from './frame.tsx'
import { readOwn } from '../read-own.ts'

export const metadata = { title: 'Your account' }
export default async function ProfilePage() {
  const own = await readOwn(showOwnAccount)
  return <ProfileFrame {...own} />
}
