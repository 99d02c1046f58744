import { revalidatePath } from 'next/cache'
import { redirect } from 'next/navigation'
import type { FormAction, Outcome } from '@/app/_ui/outcome.ts'
import { DoorShut } from '@/lib/access/passage.ts'
import type { Place } from '@/lib/access/ctx.ts'
import { networkOfRefusal } from '@/lib/access/network.ts'
import type { Operation } from '@/lib/access/operation.ts'
import { isPlanRefusal } from '@/lib/access/plans.ts'
import { isProviderRefusal } from '@/lib/access/required-provider.ts'
import { Refusal } from '@/lib/kernel/refusal.ts'
import { beginAct } from './origin.ts'
import { currentCaller } from './caller.ts'
import { dropSession, keepSession } from './session-cookie.ts'
import { formValues, typedValues } from './form-values.ts'
import { renewSession } from '@/lib/identity/prove-act.ts'
import type { SessionToken } from '@/lib/identity/session-token.ts'
import '@/lib/registry.ts'

interface ActionOptions<O> {
  /** Where to go when it is done; without it, or without an address, the page is shown again. */
  readonly then?: (value: O) => string | undefined
  /** The sentence shown when it is done. */
  readonly message?: (value: O) => string
  /** A conflict means that what was seen has changed: the page is shown around the answer as it is now. For forms that outlive the change. */
  readonly looksAgain?: boolean
  /** Shapes the form's values where the form differs from the operation's input. */
  readonly input?: (values: Record<string, unknown>) => unknown
}

/**
 * Binds a command to a form. The field `code` (or `factorCode`) carries a second-factor code for this act and is never given back. An
 * action can be posted to any route by anyone who knows its id: so the origin is judged again here, and the operation authorizes itself.
 */
export function action<I, O>(operation: Operation<I, O>, options: ActionOptions<O> = {}): FormAction {
  return async (_previous, data) => {
    await beginAct(data)
    const code = data.get('factorCode')
    const caller = await currentCaller(typeof code === 'string' && code.trim() !== '' ? code.trim() : undefined)
    if (!caller) return signedOut(data)
    let value: O
    try {
      const raw = await formValues(data)
      delete raw['factorCode']
      value = await operation.invoke(caller, options.input ? options.input(raw) : raw)
    } catch (error) {
      if (options.looksAgain && error instanceof Refusal && error.code === 'conflict') revalidatePath('/', 'layout')
      return refused(error, data)
    }
    if (caller.code !== undefined && caller.door.kind === 'session') await renew(caller.place, { tenant: caller.door.tenant, secret: caller.door.secret })
    revalidatePath('/', 'layout')
    const next = options.then?.(value)
    if (next !== undefined) redirect(next)
    return { ok: true, value: plain(value), message: options.message?.(value) }
  }
}
/** A proven factor gives the session a fresh secret. An act that ended the session itself (leaving the company) leaves nothing to renew. */
async function renew(place: Place, session: SessionToken): Promise<void> {
  try {
    await keepSession(await renewSession.invoke({ place }, { session }))
  } catch (error) {
    if (!(error instanceof DoorShut)) throw error
    await dropSession()
  }
}
/** What stands beside fields. What marks a refusal for our own code names none, and would hide the sentence that the person needs. */
function fieldsOf(refusal: Refusal): Refusal['fields'] {
  const mark = networkOfRefusal(refusal) !== undefined ? 'network' : isProviderRefusal(refusal) ? 'provider' : isPlanRefusal(refusal) ? 'plan' : undefined
  return Object.fromEntries(Object.entries(refusal.fields).filter(([name]) => name !== mark))
}
/** Said on the form and not by leading away, so that what was typed can be sent once its person is back. Without script the page itself leads there. */
export const signedOut = (data: FormData): Outcome => ({
  ok: false,
  refusal: { code: 'signed_out', message: 'Your session has ended. What you typed is still here: sign in on another page, then send it again.', fields: {} },
  values: typedValues(data),
})
/** A Refusal as what the form shows, as is a session that has ended; anything else is a bug and thrown on. */
export function refused(error: unknown, data: FormData): Outcome {
  if (error instanceof DoorShut) return signedOut(data)
  if (!(error instanceof Refusal)) throw error
  return { ok: false, refusal: { code: error.code, message: error.message, fields: fieldsOf(error) }, values: typedValues(data) }
}
/** Only what can travel to the browser. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value ?? null, (_key, v: unknown) => (typeof v === 'bigint' ? v.toString() : v)))
