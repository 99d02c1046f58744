'use server'
import { ownAction } from '@/app/_bind/own.ts'
import { askEmailProof } from '@/lib/identity/change-email.ts'
import { changeProfile } from '@/lib/identity/own-account.ts'

export const profile = ownAction(changeProfile, ['name', 'zone', 'shortcuts'], () => 'Saved.')
export const proveAddress = ownAction(askEmailProof, [], () => 'A link is on its way to your address.')
