import { load } from '@/app/_bind/load.ts'
import { Act } from '@/app/_ui/act.tsx'
import { Form } from '@/app/_ui/form.client.tsx'
import { countText, numberText } from '@/app/_ui/format.ts'
import { Mono } from '@/app/_ui/link.tsx'
import { Notice } from '@/app/_ui/notice.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Submit } from '@/app/_ui/submit.client.tsx'
import { listAwards } from '@/lib/incentives/read-awards.ts'
import { confirm } from '../../../awards/actions.ts'
import { Chosen } from '../../../awards/chosen.tsx'
import { Consequence } from '../../../awards/consequence.tsx'
import { AwardList } from '../../../awards/list.tsx'
import { Sums } from '../../../payouts/sums.tsx'

export const metadata = { title: 'Confirm a run' }
/** All that waits of one run: what it comes to and what follows from it stand before the signature. */
export default async function ConfirmRunPage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params
  const { rows, run, place, may } = await load(listAwards, { run: id, state: 'waiting', size: 50 })
  const open = run?.open ?? [],
    count = open.reduce((n, of) => n + of.count, 0),
    barred = rows.find((row) => !row.mayDecide)
  return (
    <>
      <AwardList given={{}} run={id} />
      <Act
        back={paths.awardRun(id)}
        wide
        title={
          <>
            Confirm {countText(count, 'award', place)}, <Sums of={open.map((of) => of.amount)} place={place} />
          </>
        }
        facts={[['Run', <Mono key="run">{run?.number ?? ''}</Mono>]]}
      >
        {count === 0 ? (
          <Notice tone="warn" title="Nothing of this run waits for confirmation." />
        ) : !may.confirm || barred ? (
          <Notice tone="warn" title="You may not confirm all of this run">
            {barred ? `${barred.number}: ${barred.why}. Tick the others in the list.` : ''}
          </Notice>
        ) : (
          <>
            <Chosen rows={rows} place={place} />
            {rows.length < count && (
              <p className="mt-2 text-caption text-ink-2">
                The first {numberText(rows.length, place)} of {numberText(count, place)}.
              </p>
            )}
            <Form action={confirm} hidden={{ runId: id }}>
              <Consequence count={count} />
              <Submit primary wide size="large">{`Confirm ${countText(count, 'award', place)}`}</Submit>
            </Form>
          </>
        )}
      </Act>
    </>
  )
}
