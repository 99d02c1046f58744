import { randomUUID } from 'node:crypto'
import { load } from '@/app/_bind/load.ts'
import { LinkButton } from '@/app/_ui/button.tsx'
import { Act } from '@/app/_ui/act.tsx'
import { Field } from '@/app/_ui/field.client.tsx'
import { Form } from '@/app/_ui/form.client.tsx'
import { Mono } from '@/app/_ui/link.tsx'
import { Notice } from '@/app/_ui/notice.tsx'
import { Money } from '@/app/_ui/money.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Submit } from '@/app/_ui/submit.client.tsx'
import { showPayout } from '@/lib/incentives/show-payout.ts'
import { reissue } from '../../actions.ts'
import { PayoutDocket } from '../docket.tsx'

export const metadata = { title: 'Reissue payout' }
export default async function ReissuePage({ params }: { params: Promise<{ id: string }> }) {
  const payout = await load(showPayout, { id: (await params).id })
  return (
    <>
      <PayoutDocket payout={payout} />
      <Act
        back={paths.payout(payout.id)}
        title={
          <>
            Reissue <Money of={payout.amount} place={payout.place} /> to {payout.payee.name}
          </>
        }
        facts={[
          ['Returned because', payout.returnReason ?? 'the bank sent it back'],
          payout.bankDetail.isStillCurrent && ['To', <Mono key="to">{payout.bankDetail.masked}</Mono>],
        ]}
        foot="A new payout, linked to this one and approved anew."
      >
        {payout.bankDetail.isStillCurrent && (
          <Notice
            tone="warn"
            title="It goes to the account that it came back from."
            act={payout.may.payee ? <LinkButton href={paths.payeeBank(payout.payee.id)}>Bank detail</LinkButton> : undefined}
          >
            Unless the bank was wrong, enter the payee’s new account first and let a second person confirm it.
          </Notice>
        )}
        <Form action={reissue} hidden={{ payoutId: payout.id, idempotencyKey: randomUUID() }}>
          <Field name="note" label="Note" optional max={500} />
          <Submit primary wide size="large">
            Reissue
          </Submit>
        </Form>
      </Act>
    </>
  )
}
