import type { Metadata } from 'next'
import { Alone } from './_ui/alone.tsx'
import { LinkButton } from './_ui/button.tsx'
import { OtherCompanyButton } from './_ui/other-company.client.tsx'
import { paths } from './_ui/paths.ts'

const choice = paths.chooseCompanyFor('')
export const metadata: Metadata = { title: 'Not for you' }

/** Refused: who can change that. */
export default function Forbidden() {
  return (
    <Alone
      title="This is not for your role."
      acts={
        <>
          <LinkButton href={paths.root()} primary>
            Start page
          </LinkButton>
          <OtherCompanyButton choice={choice} />
          <LinkButton href={paths.askAccess()}>Ask for it</LinkButton>
          <LinkButton href={paths.account('profile')} quiet>
            What you may do
          </LinkButton>
        </>
      }
    >
      An owner or an admin of the company can give you the permission, for good or for a time that you ask for. That you asked for this page is on record;
      nothing else happened. If it belongs to another of your companies, or to the installation, go there: the same address is opened.
    </Alone>
  )
}
