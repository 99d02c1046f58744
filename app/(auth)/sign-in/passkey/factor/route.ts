import { askInFlow } from '@/app/_bind/passkey.ts'
import { askPasskeyInFlow } from '@/lib/identity/passkeys/sign-in.ts'

export const POST = askInFlow(askPasskeyInFlow)
