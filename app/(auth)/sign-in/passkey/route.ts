import { beginByPasskey } from '@/app/_bind/passkey.ts'
import { startPasskey } from '@/lib/identity/passkeys/sign-in.ts'

export const POST = beginByPasskey(startPasskey)
