import { redirect } from 'next/navigation'
import type { IdentityOperation } from '@/lib/access/identity-act.ts'
import { judgeRequestOrigin } from './origin.ts'
import { place, sessionToken } from './caller.ts'
import '@/lib/registry.ts'

/** Binds the act that keeps how the product looks for this account. It changes nothing that a company answers for. */
export function appearanceAction<I, O>(act: IdentityOperation<I, O>, field: string) {
  return async (value: unknown): Promise<void> => {
    await judgeRequestOrigin()
    const token = await sessionToken()
    if (!token) redirect('/sign-in')
    await act.invoke({ place: await place() }, { secret: token.secret, [field]: value })
  }
}
