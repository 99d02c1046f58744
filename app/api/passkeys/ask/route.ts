import { askInSession } from '@/app/_bind/passkey.ts'
import { askPasskey } from '@/lib/identity/passkeys/own-passkeys.ts'

export const POST = askInSession(askPasskey)
