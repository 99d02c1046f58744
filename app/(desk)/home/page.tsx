import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { load, loadIfAllowed } from '@/app/_bind/load.ts'
import { Halves, Page } from '@/app/_ui/page.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { listWaiting } from '@/lib/incentives/list-waiting.ts'
import { showFirstSteps } from '@/lib/incentives/show-first-steps.ts'
import { showMoney } from '@/lib/incentives/show-money.ts'
import { listFailedJobs } from '@/lib/tenancy/list-failed-jobs.ts'
import { countAlerts } from '@/lib/tenancy/watch/list-alerts.ts'
import { placeOf, readDesk } from '../desk.ts'
import { FirstSteps } from './first-steps.tsx'
import { House } from './house.tsx'
import { EarnedByMonth, MoneyLines } from './money-lines.tsx'
import { DatedHead, WaitingRows } from './waiting-rows.tsx'

export const metadata: Metadata = { title: 'Home' }

/** A dated page: what waits for the reader, what money did, how the house is. */
export default async function HomePage() {
  const desk = await readDesk()
  if (desk.kind === 'platform') redirect(paths.operator('tenants'))
  if (desk.member.preset === 'crew') redirect(paths.myEarnings())
  const [waiting, steps, money, failed, alerts] = await Promise.all([
    load(listWaiting, {}),
    load(showFirstSteps, {}),
    desk.reaches['payout.read'] === 'all' ? loadIfAllowed(showMoney, {}) : undefined,
    desk.reaches['job.read'] ? loadIfAllowed(listFailedJobs, {}) : undefined,
    desk.reaches['audit.read'] === 'all' ? loadIfAllowed(countAlerts, {}) : undefined,
  ])
  const place = placeOf(desk)
  return (
    <Page crumbs={[{ label: 'Home' }]} headline={<DatedHead place={place} waiting={waiting} />}>
      {waiting.items.length > 0 && (
        <div className="bleed mt-5">
          <WaitingRows waiting={waiting} place={place} />
        </div>
      )}
      <div className="mt-8">
        <Halves>
          <div>
            {steps.length > 0 && <FirstSteps steps={steps} />}
            {money && <MoneyLines money={money} place={place} />}
            {desk.reaches['audit.read'] && <House desk={desk} failed={failed} alerts={alerts?.open} />}
          </div>
          {money && <EarnedByMonth money={money} place={place} />}
        </Halves>
      </div>
    </Page>
  )
}
