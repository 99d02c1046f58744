import { addKeysOfOwn, decideFactors, inviteOutsiders, textTheCrew } from './factors.ts'
import { setUp } from '../steps/people.ts'
import type { Step } from '../steps/walk.ts'
import { addPasskey, inviteThree } from './first-people.ts'
import type { Office } from './office.ts'
import { liftNetworks, limitNetworks, narrowNetworks } from './networks.ts'
import { changePlan, letOperatorLook } from './installation.ts'
import { provision, shutOut } from './provisioning.ts'
import { callByKey } from './programs.ts'
import { askAndReceive } from './access.ts'
import { reviewAccess } from './review.ts'
import { watchSignIns } from './watch.ts'
import { writeRole } from './roles.ts'
import { bringOpenId, bringSaml, mapGroups, proveDomain, requireIt } from './provider.ts'

/** What an administrator and their people do, from the first sign-in to the plan, in the order in which it is done. */
export const steps: readonly Step<Office>[] = [
  ['the one-time link makes one person operator and owner', setUp],
  ['a passkey is added, signs in by itself, and proves each act after that', addPasskey],
  ['another owner, a clerk and a bookkeeper join', inviteThree],
  ['a domain is claimed, looked for in vain, published and proven', proveDomain],
  ['a SAML provider is brought by its metadata, tested, refused by name of the check, and switched on', bringSaml],
  ['an OpenID provider is named by its issuer and tested', bringOpenId],
  ['groups of the provider mean roles', mapGroups],
  ['the provider is required: those meant are named, their sessions end, two owners keep a way in', requireIt],
  ['the provider gets a token and provisions people and groups', provision],
  ['who is inactive at the provider is out at the next request, and so is their key', shutOut],
  ['people of other addresses join on a phone', inviteOutsiders],
  ['a manager adds two passkeys and names them', addKeysOfOwn],
  ['rules say which factors count, how long sessions last and how old passwords grow', decideFactors],
  ['the crew comes in by a text message where that is allowed', textTheCrew],
  ['a list of networks is mistyped, would lock its author out, is previewed and holds', limitNetworks],
  ['a role and a person have lists of their own, which go before', narrowNetworks],
  ['both of these lists are emptied on their pages, and the one for everyone holds again', liftNetworks],
  ['a preset is copied and changed, with each difference and whom it affects, and why somebody can do it', writeRole],
  ['sign-ins are read, and an alert is opened to its evidence and resolved', watchSignIns],
  ['a program calls by a key: what it was given, from where it may, until it is ended', callByKey],
  ['access is asked for, given for a time and seen to end', askAndReceive],
  ['who may do what is frozen and reviewed: a person, a role and a key are taken away, and the file proves it', reviewAccess],
  ['an operator is let in to look, is seen, and is out when it is taken back', letOperatorLook],
  ['under a smaller plan what is closed says which plan opens it', changePlan],
]
