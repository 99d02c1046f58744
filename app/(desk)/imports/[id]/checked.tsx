import { TextLink } from '@/app/_ui/link.tsx'
import { LinkButton } from '@/app/_ui/button.tsx'
import { DayMark } from '@/app/_ui/moment.tsx'
import { countText, numberText } from '@/app/_ui/format.ts'
import { Facts, type Fact } from '@/app/_ui/docket.tsx'
import { Columns, Section } from '@/app/_ui/page.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Table } from '@/app/_ui/table/table.tsx'
import { isDay, type Day } from '@/lib/kernel/day.ts'
import { encodingNames } from '@/lib/incentives/import/sniff.ts'
import type { Imported } from './headline.tsx'
import { MappingFacts } from './mapping-facts.tsx'
import { refusalColumns } from './refusal-columns.tsx'

/** What a dry run found or an import did: refused rows with their reasons, and the mapping beside them. */
export function Checked({ of }: { of: Imported }) {
  const { tally, refusals } = of
  return (
    <Columns
      asideLabel="Mapping"
      aside={
        <>
          {of.mapping && (
            <Section
              title="Mapping"
              note={`${of.mapping.name}, version ${of.mapping.version}`}
              act={
                of.may.map ? (
                  <TextLink accent href={paths.importMapping(of.id)}>
                    Change
                  </TextLink>
                ) : undefined
              }
            >
              <MappingFacts body={of.mapping.body} />
            </Section>
          )}
          <Section title={of.state === 'done' ? 'What it did' : 'What it would do'}>
            <Facts tight items={found(of)} />
          </Section>
        </>
      }
    >
      {tally.refused > 0 ? (
        <Section title="Refused rows" note="correct them in the file and import it again; no row comes in twice">
          <Table plain caption="Refused rows" columns={refusalColumns} rows={refusals.first} rowKey={(r) => String(r.line)} />
          <div className="flex items-center gap-4 mt-3">
            {tally.refused > refusals.first.length && (
              <LinkButton size="small" href={paths.importRefusals(of.id)}>{`Show all ${numberText(tally.refused, of.place)}`}</LinkButton>
            )}
            <span className="text-ink-2 text-caption">{refusals.groups.map((g) => `${numberText(g.count, of.place)} ${g.name}`).join(', ')}</span>
          </div>
        </Section>
      ) : (
        tally.rows > 0 && (
          <Section title="Refused rows">
            <p className="text-ink-2">No row is refused.</p>
          </Section>
        )
      )}
    </Columns>
  )
}
function found(of: Imported): Fact[] {
  const { tally, place } = of,
    n = (count: number) => (count === 0 ? '–' : numberText(count, place)),
    day = (text: string) => (isDay(text) ? <DayMark day={text as Day} place={place} /> : text)
  const examples = (list: readonly string[], count: number) => (list.length === 0 ? '' : `: ${list.slice(0, 3).join(', ')}${count > 3 ? ' …' : ''}`)
  return [
    ['New', n(tally.new)],
    ['Corrections', tally.superseding === 0 ? n(0) : `${n(tally.superseding)}; the old records stay, superseded`],
    ['Here already', n(tally.same)],
    tally.open > 0 && ['Still open', `${n(tally.open)}; they earn nothing until a later file closes them`],
    tally.newPayees.count > 0 && ['New payees', `${n(tally.newPayees.count)}${examples(tally.newPayees.examples, tally.newPayees.count)}`],
    tally.newCrews.count > 0 && ['New crews', `${n(tally.newCrews.count)}${examples(tally.newCrews.examples, tally.newCrews.count)}`],
    tally.formulas.cells > 0 && [
      'Formulas',
      `${countText(tally.formulas.cells, 'cell', place)} kept as text, the first in line ${n(tally.formulas.examples[0]?.line ?? 0)}`,
    ],
    tally.firstDay !== null &&
      tally.lastDay !== null && [
        'Closed',
        <>
          {day(tally.firstDay)} to {day(tally.lastDay)}
        </>,
      ],
    of.reading.encoding !== 'utf-8' && ['Encoding', encodingNames[of.reading.encoding]],
  ]
}
