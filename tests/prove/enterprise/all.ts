import { setUp } from '../steps/people.ts'
import type { Step } from '../steps/walk.ts'
import { addPasskey, inviteTwo } from './first-people.ts'
import type { Office } from './office.ts'
import { bringOpenId, bringSaml, mapGroups, proveDomain, requireIt } from './provider.ts'

/** What an administrator does until people come in by the provider, in the order in which it is done. */
export const steps: readonly Step<Office>[] = [
  ['the one-time link makes one person operator and owner', setUp],
  ['a passkey is added, signs in by itself, and proves each act after that', addPasskey],
  ['another owner and a clerk join', inviteTwo],
  ['a domain is claimed, looked for in vain, published and proven', proveDomain],
  ['a SAML provider is brought by its metadata, tested, refused by name of the check, and switched on', bringSaml],
  ['an OpenID provider is named by its issuer and tested', bringOpenId],
  ['groups of the provider mean roles', mapGroups],
  ['the provider is required: those meant are named, their sessions end, two owners keep a way in', requireIt],
]
