import { Act } from '@/app/_ui/act.tsx'
import { Field } from '@/app/_ui/field.client.tsx'
import { OtpField } from '@/app/_ui/otp-field.client.tsx'
import { NewPasskey } from '@/app/_ui/new-passkey.client.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Submit } from '@/app/_ui/submit.client.tsx'
import { showOwnAccount } from '@/lib/identity/own-account.ts'
import { FactorsFrame } from '../frame.tsx'
import { beginPasskey, savePasskey } from '../factors/actions.ts'
import { readOwn } from '../read-own.ts'

export const metadata = { title: 'Add a passkey' }
export default async function AddPasskeyPage() {
  const own = await readOwn(showOwnAccount)
  return (
    <>
      <FactorsFrame {...own} />
      <Act back={paths.account('factors')} title="Add a passkey" foot="Your other sessions end, and you are told by mail.">
        <NewPasskey begin={beginPasskey} save={savePasskey}>
          <Field name="name" label="Name" max={60} autoComplete="off" hint="Such as “Work laptop” or “Key in the drawer”" />
          <OtpField name="factorCode" label="Code from your authenticator app" />
          <noscript>
            <p className="field-hint">Making a passkey needs script in this page.</p>
          </noscript>
          <Submit primary wide size="large">
            Continue
          </Submit>
        </NewPasskey>
      </Act>
    </>
  )
}
