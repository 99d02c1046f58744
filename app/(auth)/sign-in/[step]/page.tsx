import { redirect } from 'next/navigation'
import { flowSecret } from '@/app/_bind/flow.ts'
import { place } from '@/app/_bind/caller.ts'
import { paths } from '@/app/_ui/paths.ts'
import { showFlow } from '@/lib/identity/show-flow.ts'
import { FlowStepView } from '../../step-view.tsx'

export const metadata = { title: 'Sign in' }
/** Whatever step the address names, the one that the server is at is shown. */
export default async function StepPage() {
  const flow = await flowSecret()
  const view = flow ? await showFlow.invoke({ place: await place() }, { flow }) : undefined
  if (!view) redirect(paths.signIn())
  return <FlowStepView view={view} />
}
