import { redirect } from 'next/navigation'
import { loadOwn } from '@/app/_bind/own.ts'
import { LinkButton } from '@/app/_ui/button.tsx'
import { companyName } from '@/app/_ui/installation-name.ts'
import { paths } from '@/app/_ui/paths.ts'
import { Ask } from '@/app/_ui/shell/gate.tsx'
import { listOwnCompanies } from '@/lib/identity/switch-company.ts'

export const metadata = { title: 'Switch company' }
/** Where an address that was refused here may belong: all other companies of the person, whatever the address is. */
export default async function ChooseCompanyPage({ searchParams }: { searchParams: Promise<{ next?: string | string[] }> }) {
  const { next: asked } = await searchParams,
    { companies, opensThisOnly } = await loadOwn(listOwnCompanies)
  const next = typeof asked === 'string' ? asked : paths.home(),
    others = companies.filter((company) => !company.isThis),
    [only] = others
  if (opensThisOnly) {
    return (
      <Ask
        title="This sign-in opens one company"
        said="You came in by its provider of identities, which knows of no other. If you belong to another company, sign out and sign in with your password."
      >
        <LinkButton href={paths.home()} primary wide size="large">
          Stay
        </LinkButton>
        <LinkButton href={paths.signOut()} wide>
          Sign out
        </LinkButton>
      </Ask>
    )
  }
  if (!only) {
    return (
      <Ask
        title="You belong to no other company"
        said="If you were sent this address, ask who sent it to invite you there, with the mail address of your account."
      >
        <LinkButton href={paths.home()} primary wide size="large">
          Stay
        </LinkButton>
        <LinkButton href={paths.signOut()} quiet wide>
          Sign in as somebody else
        </LinkButton>
      </Ask>
    )
  }
  if (others.length === 1) redirect(paths.switchCompanyFor(only.id, next))
  return (
    <Ask title="Which company?" said="The same address is opened there. The session here ends.">
      {others.map((company) => (
        <LinkButton key={company.id} href={paths.switchCompanyFor(company.id, next)} wide size="large">
          {companyName(company)}
        </LinkButton>
      ))}
      <LinkButton href={paths.home()} quiet wide>
        Stay
      </LinkButton>
    </Ask>
  )
}
