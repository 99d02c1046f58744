import { LinkButton } from '@/app/_ui/button.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Ask } from '@/app/_ui/shell/gate.tsx'

export const metadata = { title: 'Signed out' }
export default function SignedOutPage() {
  return <Ask title="You are signed out" said="This session has ended everywhere."><LinkButton href={paths.signIn()} primary wide>Sign in again</LinkButton></Ask>
}
