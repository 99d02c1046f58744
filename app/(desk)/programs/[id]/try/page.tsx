import { load, loadOrRefusal } from '@/app/_bind/load.ts'
import { Button } from '@/app/_ui/button.tsx'
import { SelectField } from '@/app/_ui/choice.client.tsx'
import { Empty } from '@/app/_ui/empty.tsx'
import { capital, countText, localText } from '@/app/_ui/format.ts'
import { Notice } from '@/app/_ui/notice.tsx'
import { Headline, Page, Section } from '@/app/_ui/page.tsx'
import { Money } from '@/app/_ui/money.tsx'
import { whyText } from '@/app/_ui/passing-words.ts'
import { paths } from '@/app/_ui/paths.ts'
import type { Place } from '@/app/_ui/place.ts'
import type { PassingReason } from '@/lib/incentives/evaluate-rule.ts'
import { listProgramPayees, showProgram } from '@/lib/incentives/read-programs.ts'
import { tryRule } from '@/lib/incentives/replay-rule.ts'
import { UnknownFields } from '../../replay.tsx'
import { TriedWork } from './tried-work.tsx'

export const metadata = { title: 'Try on a person' }
const passedText = (n: number, why: PassingReason, place: Place): string =>
  `${capital(countText(n, 'record', place))} ${n === 1 ? 'was' : 'were'} passed over: ${whyText[why]}.`
export default async function TryPage({
  params,
  searchParams,
}: {
  params: Promise<{ id: string }>
  searchParams: Promise<{ payeeId?: string; from?: string; version?: string }>
}) {
  const { id } = await params,
    asked = await searchParams
  const p = await load(showProgram, { id }),
    people = await load(listProgramPayees, {})
  const { value: tried, refusal } = asked.payeeId
    ? await loadOrRefusal(tryRule, {
        programId: id,
        payeeId: asked.payeeId,
        ...(asked.from ? { from: asked.from } : {}),
        ...(asked.version ? { version: Number(asked.version) } : {}),
      })
    : { value: undefined, refusal: undefined }
  return (
    <Page
      crumbs={[{ label: 'Programs', href: paths.programs() }, { label: p.number, href: paths.program(id) }, { label: 'Try' }]}
      headline={
        tried ? (
          <Headline>
            {tried.payee.name} would earn <Money of={tried.amount} place={p.place} /> for {tried.period.name}.
          </Headline>
        ) : (
          <Headline>What would one person earn, and why?</Headline>
        )
      }
    >
      <form method="get" className="flex max-w-[760px] flex-wrap items-end gap-4">
        <SelectField name="payeeId" label="Payee" options={people.payees.map((x) => ({ value: x.id, label: x.name }))} defaultValue={asked.payeeId} />
        <SelectField
          name="from"
          label="Period"
          optional
          placeholder="The newest with work"
          options={p.periods.map((x) => ({ value: x.from, label: x.name }))}
          defaultValue={asked.from}
        />
        <SelectField
          name="version"
          label="Rule"
          options={p.versions.map((v) => ({ value: String(v.version), label: `v${v.version}${v.state === 'draft' ? ', draft' : ''}` }))}
          defaultValue={asked.version ?? String(p.versions[0]?.version ?? 1)}
        />
        <Button type="submit" primary>
          Try
        </Button>
      </form>
      {!tried && !refusal && (
        <div className="mt-8">
          <Empty.Yet title="Choose somebody to try the rule on.">
            You see every step from the work records to the amount, and what was passed over and why. Nothing is saved, and nobody is told.
          </Empty.Yet>
        </div>
      )}
      {refusal && (
        <Notice tone="warn" title="Not with these choices">
          {refusal.message}
        </Notice>
      )}
      {tried && <UnknownFields of={tried.unknown} />}
      {tried && (
        <Section title="Step by step" note={`rule v${tried.version}, ${countText(tried.records, 'record', p.place)}`}>
          <ol className="list-decimal pl-6">
            {tried.steps.map((step, i) => (
              <li key={i} className="py-1">
                {localText(step.text, p.place)}
              </li>
            ))}
            {tried.steps.length === 0 && <li>Nothing of this person’s work meets the rule.</li>}
          </ol>
        </Section>
      )}
      {tried?.work && <TriedWork of={tried.work} place={p.place} />}
      {tried && tried.passedOver.length > 0 && (
        <p className="mt-4 text-caption text-ink-2">
          In this period, of everyone’s work: {tried.passedOver.map((x) => passedText(x.n, x.why, p.place)).join(' ')}
        </p>
      )}
    </Page>
  )
}
