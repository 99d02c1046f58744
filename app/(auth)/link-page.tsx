import { lookAt } from '@/app/_bind/flow.ts'
import { buttonClass } from '@/app/_ui/button-class.ts'
import { LinkButton } from '@/app/_ui/button.tsx'
import { Form } from '@/app/_ui/form.client.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Ask } from '@/app/_ui/shell/gate.tsx'
import { Submit } from '@/app/_ui/submit.client.tsx'
import { peekLink } from '@/lib/identity/open-link.ts'
import { open } from './actions.ts'

type Purpose = 'setup' | 'invite' | 'reset' | 'recover'
const words: Readonly<Record<Purpose, { title: string; act: string }>> = {
  setup: { title: 'Set up Plumbline', act: 'Begin' },
  invite: { title: 'You are invited', act: 'Accept' },
  reset: { title: 'Reset your password', act: 'Continue' },
  recover: { title: 'Come back in', act: 'Continue' },
}

/** What a link is for. Looking at it uses nothing up: mail scanners open every link they see. */
export async function LinkPage({ purpose, token }: { purpose: Purpose; token: string }) {
  const link = await lookAt(peekLink, { purpose, token })
  if (!link)
    return (
      <Ask title="This link is used up or too old" said="Each link opens once and for a limited time. Ask for a new one.">
        <LinkButton href={paths.signIn()} primary>
          Sign in
        </LinkButton>
      </Ask>
    )
  const said =
    purpose === 'setup'
      ? link.isFirst
        ? 'You become the operator of this installation and the owner of its first company. You need an authenticator app on your phone.'
        : `You are invited to open ${link.company && link.company !== '' ? link.company : 'a company'} here as its owner.`
      : purpose === 'invite'
        ? `${link.company ?? 'A company'} invites ${link.email ?? 'you'}${link.role ? ` as ${link.role.replace('_', ' ')}` : ''}.`
        : link.email
          ? `For ${link.email}.`
          : undefined
  // What would have been refused at the first step is said here, with the way that is open.
  if (link.provider)
    return (
      <Ask title={words[purpose].title} said={said}>
        <p>{link.provider.sentence}</p>
        {link.provider.ways.map((way) => (
          <a key={way.id} href={paths.startSso(way.id)} className={buttonClass({ primary: true, size: 'large', wide: true })}>
            Continue with {way.name}
          </a>
        ))}
      </Ask>
    )
  return (
    <Ask title={words[purpose].title} said={said}>
      <Form action={open} hidden={{ purpose, token }}>
        <Submit primary wide size="large">
          {words[purpose].act}
        </Submit>
      </Form>
    </Ask>
  )
}
