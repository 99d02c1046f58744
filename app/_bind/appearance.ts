import { redirect } from 'next/navigation'
import type { IdentityOperation } from '@/lib/access/identity-act.ts'
import { Refusal } from '@/lib/kernel/refusal.ts'
import { judgeRequestOrigin } from './origin.ts'
import { place, sessionToken } from './caller.ts'
import '@/lib/registry.ts'

/** Binds the act that keeps how the product looks for this account. It changes nothing that a company answers for. */
export function appearanceAction<I, O>(act: IdentityOperation<I, O>, field: string) {
  return async (value: unknown): Promise<{ readonly refused: string } | undefined> => {
    await judgeRequestOrigin()
    const token = await sessionToken()
    if (!token) redirect('/sign-in')
    try {
      await act.invoke({ place: await place() }, { secret: token.secret, [field]: value })
      return undefined
    } catch (error) {
      if (error instanceof Refusal) return { refused: error.message }
      throw error
    }
  }
}
