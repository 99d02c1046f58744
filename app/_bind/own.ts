import { revalidatePath } from 'next/cache'
import { notFound, redirect } from 'next/navigation'
import type { FormAction } from '@/app/_ui/outcome.ts'
import { paths } from '@/app/_ui/paths.ts'
import { networkOfRefusal } from '@/lib/access/network.ts'
import { DoorShut } from '@/lib/access/passage.ts'
import type { IdentityOperation } from '@/lib/access/identity-act.ts'
import type { SessionToken } from '@/lib/identity/session-token.ts'
import { ownPathOf } from '@/lib/kernel/own-path.ts'
import { Refusal } from '@/lib/kernel/refusal.ts'
import { refused, signedOut } from './action.ts'
import { place, sessionToken } from './caller.ts'
import { formValues } from './form-values.ts'
import { beginAct } from './origin.ts'
import { keepSession } from './session-cookie.ts'
import { told } from './told.ts'
import '@/lib/registry.ts'

/** Runs an act of the signed-in person on their own account for a page. */
export async function loadOwn<I, O>(act: IdentityOperation<I, O>, input: Readonly<Record<string, unknown>> = {}): Promise<O> {
  const session = await sessionToken()
  if (!session) redirect(paths.signIn())
  try {
    return await act.invoke({ place: await place() }, { ...input, session })
  } catch (error) {
    if (error instanceof DoorShut) redirect(paths.signIn())
    if (networkOfRefusal(error) !== undefined) redirect(paths.otherNetwork())
    if (error instanceof Refusal && error.code === 'not_found') notFound()
    throw await told(error)
  }
}
/** The same for the frame of a page, which an operator sees too whom a company has let in: they have no account of their own there. */
export async function loadOwnIfMember<I, O>(act: IdentityOperation<I, O>): Promise<O | undefined> {
  const session = await sessionToken()
  if (!session) redirect(paths.signIn())
  try {
    return await act.invoke({ place: await place() }, { session })
  } catch (error) {
    if (error instanceof DoorShut) return undefined // whoever has no session at all is led away by what the page itself asks
    if (networkOfRefusal(error) !== undefined) redirect(paths.otherNetwork())
    throw await told(error)
  }
}
/** A sentence, and what the page shows once beside it. Only what is named here travels to the browser: the act's value may hold the session's secret. */
interface Said {
  readonly message: string
  readonly show: unknown
}
const isToken = (value: unknown): value is SessionToken => typeof value === 'object' && value !== null && 'tenant' in value && 'secret' in value
/** Only a path of our own: stops a form that confirms a person and then sends them elsewhere. */
export function nextOf(data: FormData): string {
  return ownPathOf(data.get('next')) ?? paths.home()
}
/** Binds such an act to a form. The session comes from the cookie and never from the form. */
export function ownAction<I, O>(
  act: IdentityOperation<I, O>,
  names: readonly string[],
  said: (value: O) => string | Said,
  then?: (value: O, data: FormData) => string,
): FormAction {
  return async (_last, data) => {
    await beginAct(data)
    const session = await sessionToken()
    if (!session) return signedOut(data)
    let value: O
    try {
      const values = await formValues(data)
      value = await act.invoke(
        { place: await place() },
        { ...Object.fromEntries(names.flatMap((name) => (values[name] === undefined ? [] : [[name, values[name]]]))), session },
      )
    } catch (error) {
      return refused(error, data)
    }
    // Where the act gave the session a fresh secret, the cookie follows.
    const fresh = isToken(value)
      ? value
      : typeof value === 'object' && value !== null && 'session' in value && isToken(value.session)
        ? value.session
        : undefined
    if (fresh) await keepSession(fresh)
    revalidatePath('/', 'layout')
    if (then) redirect(then(value, data))
    const words = said(value)
    return typeof words === 'string' ? { ok: true, message: words } : { ok: true, message: words.message, value: words.show }
  }
}
