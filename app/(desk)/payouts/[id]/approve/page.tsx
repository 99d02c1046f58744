import { load } from '@/app/_bind/load.ts'
import { Act } from '@/app/_ui/act.tsx'
import { Field } from '@/app/_ui/field.client.tsx'
import { Form } from '@/app/_ui/form.client.tsx'
import { shortDigest } from '@/app/_ui/format.ts'
import { Mono } from '@/app/_ui/link.tsx'
import { Money } from '@/app/_ui/money.tsx'
import { Notice } from '@/app/_ui/notice.tsx'
import { OtpField } from '@/app/_ui/otp-field.client.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Submit } from '@/app/_ui/submit.client.tsx'
import { showPayout } from '@/lib/incentives/show-payout.ts'
import { approve } from '../../actions.ts'
import { PayoutDocket } from '../docket.tsx'

export const metadata = { title: 'Approve payout' }
export default async function ApprovePage({ params }: { params: Promise<{ id: string }> }) {
  const payout = await load(showPayout, { id: (await params).id })
  const { may, words } = payout.may.approve ?? { may: false, words: 'It does not wait for approval' }
  const programs = [
    ...new Set(payout.lines.flatMap((line) => (line.program ? [`${line.program.name}${line.program.version ? `, rule v${line.program.version}` : ''}`] : []))),
  ]
  return (
    <>
      <PayoutDocket payout={payout} />
      <Act
        back={paths.payout(payout.id)}
        title={
          <>
            Approve <Money of={payout.amount} place={payout.place} /> to {payout.payee.name}
          </>
        }
        facts={[
          [
            'Payout',
            <span key="n">
              <Mono>{payout.number}</Mono>
              {programs.length > 0 ? `, ${programs.slice(0, 2).join(', ')}` : ''}
            </span>,
          ],
          [
            'To',
            payout.bankDetail.masked ? (
              <span key="a">
                Account <Mono>{payout.bankDetail.masked}</Mono>
                {payout.bankDetail.bankName ? `, ${payout.bankDetail.bankName}` : ''}
              </span>
            ) : (
              'The payroll list'
            ),
          ],
          ['Raised by', payout.raisedBy.name],
          ['Signed by', payout.reader],
          ['Approval', `${payout.approvals.filter((a) => a.decision === 'approved').length + 1} of ${payout.approvalsNeeded}`],
        ]}
        foot={
          <>
            You sign digest <Mono>{shortDigest(payout.signs)}</Mono>. Nothing leaves until someone else releases it.
          </>
        }
      >
        {may ? (
          <Form action={approve} hidden={{ 'payoutIds[]': payout.id }}>
            <Field name="note" label="Note" optional max={500} />
            <OtpField name="factorCode" label="Code from your authenticator app" />
            <Submit primary wide size="large">
              Approve
            </Submit>
          </Form>
        ) : (
          <Notice tone="warn" title="You may not approve this payout">
            {words}.
          </Notice>
        )}
      </Act>
    </>
  )
}
