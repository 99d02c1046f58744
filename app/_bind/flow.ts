import { cookies } from 'next/headers'
import { redirect } from 'next/navigation'
import type { FormAction } from '@/app/_ui/outcome.ts'
import { paths } from '@/app/_ui/paths.ts'
import type { IdentityOperation } from '@/lib/access/identity-act.ts'
import { config } from '@/lib/config.ts'
import type { FlowAnswer } from '@/lib/identity/flow-answer.ts'
import { inEvenTime } from '@/lib/identity/even-answer.ts'
import type { Leaving } from '@/lib/identity/sso/leave-provider.ts'
import { stepSecondsMax } from '@/lib/identity/flow.ts'
import { Refusal } from '@/lib/kernel/refusal.ts'
import { place, sessionToken } from './caller.ts'
import { refused } from './action.ts'
import { formValues } from './form-values.ts'
import { beginAct } from './origin.ts'
import { cookieAttributes as attributes, dropSession, keepSession } from './session-cookie.ts'
import { told } from './told.ts'
import '@/lib/registry.ts'

export const flowCookie = (): string => (config().https ? '__Host-flow' : 'flow')
/** The secret of the sign-in under way; it changes at each step. */
export const flowSecret = async (): Promise<string | undefined> => (await cookies()).get(flowCookie())?.value

async function keepAnswer(answer: FlowAnswer): Promise<void> {
  const jar = await cookies()
  if (answer.flow === null) jar.set(flowCookie(), '', { ...attributes(), maxAge: 0 })
  else jar.set(flowCookie(), answer.flow, { ...attributes(), maxAge: stepSecondsMax })
  if (answer.session) await keepSession(answer.session)
}
/** Carries out what a step answers: cookies first, then where to go. Only in an action or a route handler. */
export async function follow(answer: FlowAnswer): Promise<never> {
  await keepAnswer(answer)
  redirect(answer.go === 'home' ? (answer.next ?? paths.root()) : answer.go === 'factors' ? paths.account('factors') : paths.signInStep(answer.go))
}
/**
 * Binds a step of a sign-in to a form: the flow's secret comes from its cookie and never from the form. `names` are the fields that the
 * step takes.
 */
export function flowAction<I>(
  act: IdentityOperation<I, FlowAnswer | undefined>,
  names: readonly string[],
  carries: { readonly flow?: boolean; readonly previous?: boolean } = { flow: true, previous: true },
): FormAction {
  return async (_last, data) => {
    await beginAct(data)
    let answer: FlowAnswer | undefined
    try {
      const values = await formValues(data),
        before = await sessionToken()
      const input = {
        ...Object.fromEntries(names.flatMap((name) => (values[name] === undefined ? [] : [[name, values[name]]]))),
        ...(carries.flow === false ? {} : { flow: (await flowSecret()) ?? '' }),
        ...(carries.previous === false || !before ? {} : { previous: before }),
      }
      answer = await act.invoke({ place: await place() }, input)
    } catch (error) {
      return refused(error, data)
    }
    return answer ? follow(answer) : { ok: true, message: 'Done.' }
  }
}
/** Binds an act that answers the same to everyone, and as late, such as asking for a reset: a sentence and no step. */
export function askAction<I>(act: IdentityOperation<I, unknown>, names: readonly string[], message: string): FormAction {
  const answer = answerAction(act, names, () => message)
  return (last, data) => inEvenTime(() => answer(last, data))
}
/** The same with a sentence that depends on the answer. */
export function answerAction<I, O>(act: IdentityOperation<I, O>, names: readonly string[], message: (value: O) => string): FormAction {
  return async (_last, data) => {
    await beginAct(data)
    try {
      const values = await formValues(data)
      return {
        ok: true,
        message: message(
          await act.invoke({ place: await place() }, Object.fromEntries(names.flatMap((name) => (values[name] === undefined ? [] : [[name, values[name]]])))),
        ),
      }
    } catch (error) {
      return refused(error, data)
    }
  }
}
/** The same, with a page of its own for the answer. */
export function goAction<I, O>(act: IdentityOperation<I, O>, names: readonly string[], then: (value: O) => string): FormAction {
  return async (_last, data) => {
    await beginAct(data)
    let value: O
    try {
      const values = await formValues(data)
      value = await act.invoke(
        { place: await place() },
        Object.fromEntries(names.flatMap((name) => (values[name] === undefined ? [] : [[name, values[name]]]))),
      )
    } catch (error) {
      return refused(error, data)
    }
    redirect(then(value))
  }
}
/**
 * Binds a step of an enrolment inside a session (a further authenticator): session and flow come from their cookies, the answer's cookies are
 * set, and then it goes to `then`.
 */
export function ownFlowAction<I>(
  act: IdentityOperation<I, FlowAnswer | undefined>,
  names: readonly string[],
  carriesFlow: boolean,
  then: () => string,
): FormAction {
  return async (_last, data) => {
    await beginAct(data)
    const session = await sessionToken()
    if (!session) redirect(paths.signIn())
    let answer: FlowAnswer | undefined
    try {
      const values = await formValues(data)
      answer = await act.invoke(
        { place: await place() },
        {
          ...Object.fromEntries(names.flatMap((name) => (values[name] === undefined ? [] : [[name, values[name]]]))),
          session,
          ...(carriesFlow ? { flow: (await flowSecret()) ?? '' } : {}),
        },
      )
    } catch (error) {
      return refused(error, data)
    }
    if (answer) await keepAnswer(answer)
    redirect(then())
  }
}
/** Ends the session here and in the browser: its row, its cookie, and what the browser kept of us. Then on to its provider, where one is to be told. */
export function signOutAction<I>(act: IdentityOperation<I, Leaving | undefined>): FormAction {
  return async (_last, data) => {
    await beginAct(data)
    const session = await sessionToken()
    let leaving: Leaving | undefined
    try {
      if (session) leaving = await act.invoke({ place: await place() }, { session })
    } catch (error) {
      if (!(error instanceof Error && (error.name === 'DoorShut' || error.name === 'Refusal'))) return refused(error, data) // ended already: the cookie still goes
    }
    await dropSession()
    redirect(leaving ? paths.leaving(leaving.connectionId, leaving.request) : paths.signedOut())
  }
}
/** Whether strangers may open a company here (PLUMBLINE_SIGNUP=open). */
export const isSignUpOpen = (): boolean => config().signup === 'open'
/** Asks an act for a page that is shown to anyone. Undefined where there is nothing to show, or where too many were asked for in vain. */
export async function lookAt<I, O>(act: IdentityOperation<I, O>, input: Readonly<Record<string, unknown>>): Promise<O | undefined> {
  try {
    return await act.invoke({ place: await place() }, input)
  } catch (error) {
    if (error instanceof Refusal && (error.code === 'too_many' || error.code === 'invalid')) return undefined
    throw await told(error)
  }
}
