import { LinkButton } from '@/app/_ui/button.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Ask } from '@/app/_ui/shell/gate.tsx'

export const metadata = { title: 'Signed out' }
const said = {
  done: 'This session has ended everywhere, and your company’s provider has ended its own.',
  // An OpenID provider sends people back, and does not say whether they stayed signed in there.
  taken: 'This session has ended everywhere, and your company’s provider has taken the sign-out.',
  unconfirmed:
    'This session has ended everywhere. Your company’s provider has not confirmed that it ended its own: sign out there too, above all on a computer that others use.',
} as const
type Query = Promise<{ [name in 'provider' | 'by' | 'request']?: string | string[] }>
/** Nothing here opens or ends anything: the session ended before, and the address leads on to the provider where its connection says so. */
export default async function SignedOutPage({ searchParams }: { searchParams: Query }) {
  const { provider, by, request } = await searchParams
  if (provider === 'ignored')
    return (
      <Ask
        title="Nobody was signed out"
        said="Your company’s provider asked for it in a way that cannot be accepted. Sign out here yourself; an admin of your company finds the reason in the log."
      >
        <LinkButton href={paths.signOut()} primary wide>
          Sign out here
        </LinkButton>
      </Ask>
    )
  if (typeof by === 'string' && typeof request === 'string' && /^_[0-9a-f]{40}$/.test(request)) {
    const on = paths.leaveProvider(by, request)
    return (
      <Ask title="You are signed out" said="This session has ended everywhere. Next, your company’s provider ends its own.">
        {/* No form leads to another site, so that the page goes on by itself. */}
        <meta httpEquiv="refresh" content={`0; url=${on}`} />
        <a className="button primary wide" href={on}>
          <span>Sign out at the provider</span>
        </a>
        <LinkButton href={paths.signIn()} wide>
          Sign in again
        </LinkButton>
      </Ask>
    )
  }
  return (
    <Ask
      title="You are signed out"
      said={provider === 'done' || provider === 'taken' || provider === 'unconfirmed' ? said[provider] : 'This session has ended everywhere.'}
    >
      <LinkButton href={paths.signIn()} primary wide>
        Sign in again
      </LinkButton>
    </Ask>
  )
}
