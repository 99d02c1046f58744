import { Act } from '@/app/_ui/act.tsx'
import { Field } from '@/app/_ui/field.client.tsx'
import { Form } from '@/app/_ui/form.client.tsx'
import { OtpField } from '@/app/_ui/otp-field.client.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Submit } from '@/app/_ui/submit.client.tsx'
import { showOwnAccount } from '@/lib/identity/own-account.ts'
import { FactorsFrame } from '../frame.tsx'
import { beginPhone, savePhone } from '../factors/actions.ts'
import { readOwn } from '../read-own.ts'

export const metadata = { title: 'A phone for text messages' }
export default async function PhonePage() {
  const own = await readOwn(showOwnAccount),
    {
      phone: { mayAdd, proving },
      factors,
    } = own.account,
    present = factors.find((f) => f.kind === 'sms')
  return (
    <>
      <FactorsFrame {...own} />
      <Act
        back={paths.account('factors')}
        title={present ? 'Another phone number' : 'A phone for text messages'}
        foot={
          !mayAdd
            ? undefined
            : `Your other sessions end, and you are told by mail.${present ? ` The number that ends in ${present.name.slice(-2)} opens nothing any more.` : ''}`
        }
      >
        {!mayAdd && <p>No company of yours lets people in by text message. A passkey, or another authenticator, is the safer spare.</p>}
        {mayAdd && proving !== undefined && (
          <Form action={savePhone}>
            <OtpField name="code" label={`Code that was sent to ${proving}`} hint="It works for five minutes; then ask for another." sends autoFocus />
            <Submit primary wide size="large">
              Use this number
            </Submit>
          </Form>
        )}
        {mayAdd && (
          <Form action={beginPhone}>
            <Field
              name="phone"
              label={proving === undefined ? 'Phone number' : 'Another number, or the same again'}
              kind="tel"
              max={40}
              autoComplete="tel"
              hint="With + and the country code, such as +1 415 555 0132. It is kept encrypted and shown by its last two digits."
            />
            <OtpField name="factorCode" label="Code from your authenticator app" />
            <Submit primary={proving === undefined} wide size="large">
              {proving === undefined ? 'Send a code' : 'Send another code'}
            </Submit>
          </Form>
        )}
      </Act>
    </>
  )
}
