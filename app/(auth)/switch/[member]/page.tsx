import { notFound } from 'next/navigation'
import { loadOwn } from '@/app/_bind/own.ts'
import { LinkButton } from '@/app/_ui/button.tsx'
import { Form } from '@/app/_ui/form.client.tsx'
import { companyName } from '@/app/_ui/installation-name.ts'
import { PasskeyOffer } from '@/app/_ui/passkey.client.tsx'
import { passkeyWay } from '@/app/_ui/passkey-way.ts'
import { paths } from '@/app/_ui/paths.ts'
import { Ask } from '@/app/_ui/shell/gate.tsx'
import { Submit } from '@/app/_ui/submit.client.tsx'
import { listOwnCompanies } from '@/lib/identity/switch-company.ts'
import { change } from '../actions.ts'
import { CodeWhenAsked } from './code-when-asked.client.tsx'

export const metadata = { title: 'Switch company' }
/** Going to another company is a sign-in of its own: a new session there, and this one ends. `next` is the address that was asked for here and refused. */
export default async function SwitchPage({
  params,
  searchParams,
}: {
  params: Promise<{ member: string }>
  searchParams: Promise<{ next?: string | string[] }>
}) {
  const { member } = await params,
    { next } = await searchParams,
    { companies, asksFactor, factors } = await loadOwn(listOwnCompanies)
  const target = companies.find((company) => company.id === member)
  if (!target) notFound()
  if (target.isThis)
    return (
      <Ask title={`You are at ${companyName(target)}`} said="There is nothing to switch.">
        <LinkButton href={paths.home()} primary wide size="large">
          Go on
        </LinkButton>
      </Ask>
    )
  return (
    <Ask
      title={`Go to ${companyName(target)}`}
      said={
        <>
          You are {target.role.replace('_', ' ')} there. The session at {companies.filter((c) => c.isThis).map(companyName)} ends.
          {asksFactor ? ' A code is asked for, as at every sign-in.' : ''}
        </>
      }
    >
      <Form action={change} hidden={{ memberId: target.id, ...(typeof next === 'string' && { next }) }}>
        <PasskeyOffer way={passkeyWay(factors)}>
          <CodeWhenAsked asks={asksFactor} />
        </PasskeyOffer>
        <Submit primary wide size="large">
          Switch
        </Submit>
      </Form>
      <LinkButton href={paths.home()} wide size="large">
        Stay
      </LinkButton>
    </Ask>
  )
}
