import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { cache } from 'react'
import { flowSecret, lookAt } from '@/app/_bind/flow.ts'
import { paths } from '@/app/_ui/paths.ts'
import { showFlow } from '@/lib/identity/show-flow.ts'
import { stepTitle } from '../../step-titles.ts'
import { FlowStepView } from '../../step-view.tsx'

const readFlow = cache(async () => {
  const flow = await flowSecret()
  return flow ? lookAt(showFlow, { flow }) : undefined
})
export async function generateMetadata(): Promise<Metadata> {
  const view = await readFlow()
  return { title: view ? stepTitle(view) : 'Sign in' }
}
/** Whatever step the address names, the one that the server is at is shown. */
export default async function StepPage() {
  const view = await readFlow()
  if (!view) redirect(paths.signIn())
  if (view.kind === 'enrol') redirect(paths.accountAct('enrol')) // a further authenticator belongs to the account's own pages
  return <FlowStepView view={view} />
}
