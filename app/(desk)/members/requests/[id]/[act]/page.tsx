import { notFound } from 'next/navigation'
import { load } from '@/app/_bind/load.ts'
import { Act } from '@/app/_ui/act.tsx'
import { SelectField } from '@/app/_ui/choice.client.tsx'
import { FieldRow } from '@/app/_ui/field.client.tsx'
import { AreaField, NumberField } from '@/app/_ui/value-fields.client.tsx'
import { Form } from '@/app/_ui/form.client.tsx'
import { Notice } from '@/app/_ui/notice.tsx'
import { OtpField } from '@/app/_ui/otp-field.client.tsx'
import { paths, type AccessAct } from '@/app/_ui/paths.ts'
import { Submit } from '@/app/_ui/submit.client.tsx'
import { showAccess } from '@/lib/tenancy/access/list-access.ts'
import { approve, end, refuse } from '../../actions.ts'
import { RequestDocket } from '../docket.tsx'

export const metadata = { title: 'Access request' }
const titles: Readonly<Record<AccessAct, (name: string) => string>> = {
  approve: (name) => `Give it to ${name}`,
  refuse: (name) => `Refuse ${name}`,
  end: (name) => `End it for ${name}`,
}
const isAct = (act: string): act is AccessAct => Object.hasOwn(titles, act)

/** An answer to a request: for how long, or why not. */
export default async function RequestActPage({ params }: { params: Promise<{ id: string; act: string }> }) {
  const { id, act } = await params
  if (!isAct(act)) notFound()
  const request = await load(showAccess, { requestId: id }),
    fits = request.state === (act === 'end' ? 'granted' : 'asked'),
    why = !fits ? 'It does not fit the present state' : act === 'approve' ? request.whyNot : request.isYours ? 'You asked for it yourself' : ''
  const isDays = request.hoursAsked % 24 === 0
  return (
    <>
      <RequestDocket request={request} />
      <Act
        back={paths.accessRequest(request.id)}
        title={titles[act](request.member.name)}
        facts={[
          ['What', request.what],
          ['Why', request.reason],
          ['Asked', request.asked],
        ]}
        foot={act === 'approve' ? 'It counts at their next request and ends by itself.' : `${request.member.name} reads the reason.`}
      >
        {why !== '' ? (
          <Notice tone="warn" title="Not now.">
            {why}.
          </Notice>
        ) : act === 'approve' ? (
          <Form action={approve} hidden={{ requestId: request.id }}>
            <FieldRow>
              <NumberField
                name="amount:int"
                label="For"
                min={1}
                step={1}
                defaultValue={isDays ? request.hoursAsked / 24 : request.hoursAsked}
                hint="As long as was asked, or shorter."
              />
              <SelectField
                name="unit"
                label="Hours or days"
                defaultValue={isDays ? 'days' : 'hours'}
                options={[
                  { value: 'hours', label: 'hours' },
                  { value: 'days', label: 'days' },
                ]}
              />
            </FieldRow>
            <OtpField name="factorCode" label="Code from your authenticator app" />
            <Submit primary wide size="large">
              Give it for a time
            </Submit>
          </Form>
        ) : (
          <Form action={act === 'refuse' ? refuse : end} hidden={{ requestId: request.id }}>
            <AreaField name="reason" label="Reason" rows={2} max={300} hint={`${request.member.name} reads it, and it stands in the log.`} />
            {act === 'end' && <OtpField name="factorCode" label="Code from your authenticator app" />}
            <Submit danger wide size="large">
              {act === 'refuse' ? 'Refuse' : 'End it now'}
            </Submit>
          </Form>
        )}
      </Act>
    </>
  )
}
