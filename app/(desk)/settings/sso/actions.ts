'use server'
import { action } from '@/app/_bind/action.ts'
import { paths } from '@/app/_ui/paths.ts'
import { keepOwners, liftRequired, requireProvider } from '@/lib/tenancy/require-provider.ts'
import { addCertificate, beginTest, changeConnection, makeConnection, removeCertificate, setConnectionState } from '@/lib/tenancy/sso-change.ts'
import { setGroupRoles } from '@/lib/tenancy/sso-groups.ts'
import { setConnectionLogout } from '@/lib/tenancy/sso-logout.ts'
import { enterClient, makeOidcConnection, rereadProvider } from '@/lib/tenancy/sso-oidc.ts'

export const required = action(requireProvider, { then: () => paths.settings('sso') })
export const lift = action(liftRequired, { then: () => paths.settings('sso') })
export const keep = action(keepOwners, { message: (done) => `${done.owners} owners keep a way in.` })
export const make = action(makeConnection, { then: (made) => paths.ssoConnection(made.id) })
export const change = action(changeConnection, { then: (made) => paths.ssoConnection(made.id) })
export const switchTo = action(setConnectionState, { then: (made) => paths.ssoConnection(made.id) })
export const setLogout = action(setConnectionLogout, { then: (made) => paths.ssoConnection(made.id) })
export const addKey = action(addCertificate, { then: (made) => paths.ssoConnection(made.id) })
export const removeKey = action(removeCertificate, { then: (made) => paths.ssoConnection(made.id) })
// An empty field is an absent one; here it is the empty list, by which no group means a role.
export const mapGroups = action(setGroupRoles, { input: (v) => ({ ...v, lines: v['lines'] ?? '' }), then: (made) => paths.ssoConnection(made.id) })
export const test = action(beginTest, { then: (made) => paths.ssoTest(made.id, made.testId) })
export const makeByIssuer = action(makeOidcConnection, { then: (made) => paths.ssoConnection(made.id) })
export const enter = action(enterClient, { then: (made) => paths.ssoConnection(made.id) })
export const reread = action(rereadProvider, { then: (made) => paths.ssoConnection(made.id) })
