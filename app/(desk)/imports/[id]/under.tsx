import { Tiles } from '@/app/_ui/page.tsx'
import { numberText, percentText } from '@/app/_ui/format.ts'
import { Progress } from '@/app/_ui/steps.tsx'
import type { Imported } from './headline.tsx'
import { Watch } from './watch.client.tsx'

/** A file on its way, slice by slice. Closing the page stops nothing. */
export function Under({ of }: { of: Imported }) {
  const { tally, progress, place } = of
  return (
    <div className="max-w-[720px] grid gap-6">
      <Watch />
      <Progress done={progress.basisPoints} of={10_000} label={of.state === 'running' ? 'Importing' : 'Checking every row'}>
        {numberText(progress.done, place)} rows, {percentText(progress.basisPoints, place)} of the file
      </Progress>
      <Tiles
        items={[
          ['New', numberText(tally.new, place)],
          ['Corrections', numberText(tally.superseding, place)],
          ['Unchanged', numberText(tally.same, place)],
          ['Refused', numberText(tally.refused, place)],
        ]}
      />
      <p className="text-ink-2">You may leave this page: it goes on by itself, and what is done stays done if the server stops.</p>
    </div>
  )
}
