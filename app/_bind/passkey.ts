import { cookies } from 'next/headers'
import { DoorShut } from '@/lib/access/passage.ts'
import type { IdentityOperation } from '@/lib/access/identity-act.ts'
import { stepSecondsMax } from '@/lib/identity/flow.ts'
import type { AskOptions } from '@/lib/identity/passkeys/challenge.ts'
import type { PasskeyAsked } from '@/lib/identity/passkeys/sign-in.ts'
import { Refusal } from '@/lib/kernel/refusal.ts'
import { place, sessionToken } from './caller.ts'
import { flowCookie, flowSecret } from './flow.ts'
import { problem } from './handler.ts'
import { judgeRequestOrigin } from './origin.ts'
import { cookieAttributes } from './session-cookie.ts'
import '@/lib/registry.ts'

const answer = (options: AskOptions | undefined): Response => Response.json(options ?? null, { headers: { 'cache-control': 'no-store' } })
async function asked(run: () => Promise<Response>): Promise<Response> {
  try {
    await judgeRequestOrigin()
    return await run()
  } catch (error) {
    if (error instanceof Refusal) return problem(error)
    if (error instanceof DoorShut) return problem(new Refusal('step_up', 'This session has ended. Sign in again.'))
    throw error
  }
}
/** What a passkey is to sign for the session of this browser. */
export const askInSession = (act: IdentityOperation<unknown, AskOptions>) => (): Promise<Response> =>
  asked(async () => {
    const session = await sessionToken()
    if (!session) throw new DoorShut('not signed in')
    return answer(await act.invoke({ place: await place() }, { session }))
  })
/** The same for the sign-in under way. */
export const askInFlow = (act: IdentityOperation<unknown, PasskeyAsked>) => (): Promise<Response> =>
  asked(async () => answer((await act.invoke({ place: await place() }, { flow: (await flowSecret()) ?? '' })).options))
/** Begins a sign-in by passkey alone: its secret goes into the cookie, as with every other. */
export const beginByPasskey =
  (act: IdentityOperation<unknown, PasskeyAsked | undefined>) =>
  (request: Request): Promise<Response> =>
    asked(async () => {
      const next = new URL(request.url).searchParams.get('next'),
        began = await act.invoke({ place: await place() }, next === null ? {} : { next })
      if (began?.flow !== undefined) (await cookies()).set(flowCookie(), began.flow, { ...cookieAttributes(), maxAge: stepSecondsMax })
      return answer(began?.options)
    })
