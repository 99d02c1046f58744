import { load } from '@/app/_bind/load.ts'
import { Act } from '@/app/_ui/act.tsx'
import { Form } from '@/app/_ui/form.client.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Submit } from '@/app/_ui/submit.client.tsx'
import { showPayout } from '@/lib/incentives/show-payout.ts'
import { resume } from '../../actions.ts'
import { PayoutDocket } from '../docket.tsx'

export const metadata = { title: 'Resume payout' }
export default async function ResumePage({ params }: { params: Promise<{ id: string }> }) {
  const payout = await load(showPayout, { id: (await params).id })
  return (
    <>
      <PayoutDocket payout={payout} />
      <Act
        back={paths.payout(payout.id)}
        title={<>Resume {payout.number}</>}
        facts={[
          ['Held because', payout.holdReason ?? ''],
          ['Goes on as', payout.heldFrom === 'approved' ? 'approved, for release' : 'waiting for approval'],
        ]}
      >
        <Form action={resume} hidden={{ 'payoutIds[]': payout.id }}>
          <Submit primary wide size="large">
            Resume
          </Submit>
        </Form>
      </Act>
    </>
  )
}
