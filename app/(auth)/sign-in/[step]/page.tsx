import { redirect } from 'next/navigation'
import { flowSecret, lookAt } from '@/app/_bind/flow.ts'
import { paths } from '@/app/_ui/paths.ts'
import { showFlow } from '@/lib/identity/show-flow.ts'
import { FlowStepView } from '../../step-view.tsx'

export const metadata = { title: 'Sign in' }
/** Whatever step the address names, the one that the server is at is shown. */
export default async function StepPage() {
  const flow = await flowSecret()
  const view = flow ? await lookAt(showFlow, { flow }) : undefined
  if (!view) redirect(paths.signIn())
  if (view.kind === 'enrol') redirect(paths.accountAct('enrol')) // a further authenticator belongs to the account's own pages
  return <FlowStepView view={view} />
}
