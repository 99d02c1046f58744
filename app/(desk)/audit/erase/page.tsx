import { load } from '@/app/_bind/load.ts'
import { Act } from '@/app/_ui/act.tsx'
import { ComboboxField } from '@/app/_ui/combobox.client.tsx'
import { AreaField } from '@/app/_ui/value-fields.client.tsx'
import { Form } from '@/app/_ui/form.client.tsx'
import { Notice } from '@/app/_ui/notice.tsx'
import { OtpField } from '@/app/_ui/otp-field.client.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Submit } from '@/app/_ui/submit.client.tsx'
import { searchEvents } from '@/lib/audit/search-events.ts'
import { erase } from '../actions.ts'
import { AuditLog } from '../log.tsx'

export const metadata = { title: 'Erase a person’s details' }
export default async function ErasePage() {
  const { people, may } = await load(searchEvents, { size: 1 })
  return (
    <>
      <AuditLog given={{}} />
      <Act back={paths.audit()} title="Erase a person’s details from the log" foot="The events and every proof of them stay.">
        {may.erase ? (
          <>
            <p>
              Name, address, device and remarks go from everything this person did and was subject of. What happened, when, in which role and by which right
              stays. This cannot be undone.
            </p>
            <Form action={erase}>
              <ComboboxField name="memberId" label="Person" options={people.map(({ id, name }) => ({ value: id, label: name }))} />
              <AreaField name="reason" label="Why" hint="Such as the number of the person’s request. It is kept." rows={2} max={300} />
              <OtpField name="factorCode" label="Code from your authenticator app" />
              <Submit primary danger wide size="large">
                Erase
              </Submit>
            </Form>
          </>
        ) : (
          <Notice tone="warn" title="You may not erase details.">
            An owner or an admin can give you that right.
          </Notice>
        )}
      </Act>
    </>
  )
}
