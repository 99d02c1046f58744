import type { Metadata } from 'next'
import { Alone } from './_ui/alone.tsx'
import { LinkButton } from './_ui/button.tsx'
import { OtherCompanyButton } from './_ui/other-company.client.tsx'
import { paths } from './_ui/paths.ts'

const choice = paths.chooseCompanyFor('')
export const metadata: Metadata = { title: 'Not here' }

/** Unknown and not yours look alike on purpose: existence is information. */
export default function NotFound() {
  return (
    <Alone
      title="There is nothing at this address."
      acts={
        <>
          <LinkButton href={paths.root()} primary>
            Start page
          </LinkButton>
          <OtherCompanyButton choice={choice} />
        </>
      }
    >
      The number may be mistyped, or it belongs to a place that you cannot see. Both look the same on purpose.
    </Alone>
  )
}
