import { loadOwn } from '@/app/_bind/own.ts'
import type { Place } from '@/app/_ui/place.ts'
import type { IdentityOperation } from '@/lib/access/identity-act.ts'
import type { OwnAccount } from '@/lib/identity/own-account.ts'
import { placeOf, readDesk } from '../desk.ts'

/** One's own account and where it is read: what every page here begins with. */
export async function readOwn<I>(show: IdentityOperation<I, OwnAccount>): Promise<{ account: OwnAccount; place: Place }> {
  const [account, desk] = await Promise.all([loadOwn(show), readDesk()])
  return { account, place: placeOf(desk) }
}
