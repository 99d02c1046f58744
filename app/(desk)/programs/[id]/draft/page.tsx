import { load, loadIfAllowed, loadOrRefusal } from '@/app/_bind/load.ts'
import { Button } from '@/app/_ui/button.tsx'
import { RuleSentence } from '@/app/_ui/docket.tsx'
import { ChecksField } from '@/app/_ui/choice.client.tsx'
import { Field } from '@/app/_ui/field.client.tsx'
import { AreaField } from '@/app/_ui/value-fields.client.tsx'
import { Form } from '@/app/_ui/form.client.tsx'
import { Notice } from '@/app/_ui/notice.tsx'
import { Headline, Page, Section } from '@/app/_ui/page.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Submit } from '@/app/_ui/submit.client.tsx'
import { Refusal } from '@/lib/kernel/refusal.ts'
import { showProgram } from '@/lib/incentives/read-programs.ts'
import { replayRule, showAudience } from '@/lib/incentives/replay-rule.ts'
import { draft } from '../../actions.ts'
import { audienceFrom } from '../../program-input.ts'
import { Pieces } from '../../pieces.tsx'
import { Replay } from '../../replay.tsx'
import { RuleFields } from '../../rule-fields.tsx'
import { ruleFrom, valuesOf } from '../../rule-input.ts'

export const metadata = { title: 'Change rule' }
/** The rule of the address, tried; or the sentence that says what is wrong with it. */
async function tried(
  id: string,
  values: Record<string, string>,
  currency: string,
): Promise<{ replay?: Awaited<ReturnType<typeof replayRule.invoke>>; said?: string }> {
  if (!('pay' in values)) return {}
  try {
    const { value, refusal } = await loadOrRefusal(replayRule, {
      programId: id,
      audience: audienceFrom(values),
      rule: ruleFrom({ ...values, backApply: values['backApply:bool'] ?? values['backApply'] }, currency),
    })
    return refusal ? { said: refusal.message } : { ...(value ? { replay: value } : {}) }
  } catch (error) {
    if (error instanceof Refusal) return { said: error.message }
    throw error
  }
}
export default async function DraftPage({
  params,
  searchParams,
}: {
  params: Promise<{ id: string }>
  searchParams: Promise<Record<string, string | string[] | undefined>>
}) {
  const { id } = await params,
    { 'crewIds[]': ticked, ...asked } = await searchParams
  const given: Record<string, string> = {
    ...Object.fromEntries(Object.entries(asked).flatMap(([k, v]) => (typeof v === 'string' ? [[k, v]] : []))),
    ...(ticked === undefined ? {} : { crewIds: [ticked].flat().join(',') }),
  }
  const p = await load(showProgram, { id }),
    who = await loadIfAllowed(showAudience, { programId: id }),
    base = p.versions.find((v) => v.state === 'draft') ?? p.versions[0]
  const inForce = p.versions.find((v) => v.isCurrent) ?? base
  const values = 'pay' in given ? { ...given, backApply: given['backApply:bool'] ? 'true' : 'false' } : base ? valuesOf(base.rule, p.currency) : {}
  const { replay, said } = await tried(id, given, p.currency)
  return (
    <Page
      crumbs={[{ label: 'Programs', href: paths.programs() }, { label: p.number, href: paths.program(id) }, { label: 'Change rule' }]}
      headline={<Headline>See who gains and who loses before anything is saved.</Headline>}
      notice={
        said ? (
          <Notice tone="warn" title="The rule cannot be tried like this">
            {said}
          </Notice>
        ) : undefined
      }
    >
      {replay && (
        <Section title="On the last work" note="nothing is saved yet">
          <Replay replay={replay} />
          <Form action={draft} hidden={{ ...given, programId: id, currency: p.currency }} className="mt-4">
            <div className="flex flex-wrap items-end gap-4">
              <Field name="note" label="Why it changes" optional max={500} />
              <Submit primary>Save as draft</Submit>
            </div>
          </Form>
        </Section>
      )}
      <div className={replay ? 'beside mt-8' : 'beside'}>
        <form method="get" className="max-w-[760px]">
          <RuleFields currency={p.currency} values={values} />
          {who && <TakesPart who={who} given={given} />}
          <Button type="submit" primary={!replay} size="large">
            See who gains and who loses
          </Button>
        </form>
        {inForce && (
          <aside aria-label="The rule in force">
            <Section title={`Rule v${inForce.version}`} note={inForce.state === 'draft' ? 'draft' : 'in force'}>
              <RuleSentence>
                <Pieces of={inForce.pieces} place={p.place} />
              </RuleSentence>
              <p className="mt-4 max-w-[52ch] text-ink-2">
                A version in force is never changed. Rule and people of what you write here become the next one: first a draft, seen on real work, then in force
                from the day that you choose.
              </p>
            </Section>
          </aside>
        )}
      </div>
    </Page>
  )
}

/** An address holds some five hundred numbers; more are changed by naming crews, and stay as they are here. */
const numbersMax = 6_000
/** Who takes part from the next version on. Those of versions before it stay with them. */
function TakesPart({ who, given }: { who: Awaited<ReturnType<typeof showAudience.invoke>>; given: Readonly<Record<string, string>> }) {
  const asked = given['audience'] === 'asked',
    chosen = (given['crewIds'] ?? '').split(','),
    numbers = who.payeeNumbers.join(' ')
  return (
    <Section title="Who takes part" note="nobody named: everyone">
      <input type="hidden" name="audience" value="asked" />
      {who.crews.length > 0 && (
        <ChecksField
          name="crewIds[]"
          label="Crews"
          optional
          inline
          options={who.crews.map((crew) => ({ value: crew.id, label: crew.name }))}
          defaultValue={who.crews.filter((crew) => (asked ? chosen.includes(crew.id) : crew.takesPart)).map((crew) => crew.id)}
          hint="Whoever is on it on the last day of a period"
        />
      )}
      {numbers.length <= numbersMax ? (
        <AreaField
          name="payeeNumbers"
          label="Payees"
          optional
          max={numbersMax}
          rows={2}
          defaultValue={asked ? (given['payeeNumbers'] ?? '') : numbers}
          hint="Their numbers, such as PE-00012, with a blank or a line between them"
        />
      ) : (
        <p className="text-ink-2">The {who.payeeNumbers.length} payees that are named stay.</p>
      )}
    </Section>
  )
}
