import { place } from '@/app/_bind/caller.ts'
import { LinkButton } from '@/app/_ui/button.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Ask } from '@/app/_ui/shell/gate.tsx'

export const metadata = { title: 'Another network' }
/** Where a page leads whose reader comes from outside the networks that are allowed for them. It says nothing that the reader does not know. */
export default async function OtherNetworkPage() {
  const { ip } = await place()
  return (
    <Ask
      title="Not from this network"
      said={
        <>
          Your company lets you in from certain networks only, and <b className="font-medium">{ip}</b>, from where you come now, is not among them. Nothing was
          shown or changed, and that you tried is on record.
        </>
      }
    >
      <p>Connect to the network of your company, at the office or by its VPN, and go on. If you are there, tell an admin this address.</p>
      <LinkButton href={paths.root()} primary wide>
        Try again
      </LinkButton>
      <LinkButton href={paths.signOut()} wide>
        Sign out
      </LinkButton>
    </Ask>
  )
}
