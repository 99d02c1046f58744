import { load } from '@/app/_bind/load.ts'
import { LinkButton } from '@/app/_ui/button.tsx'
import { AreaField } from '@/app/_ui/value-fields.client.tsx'
import { Form } from '@/app/_ui/form.client.tsx'
import { Mono } from '@/app/_ui/link.tsx'
import { Notice } from '@/app/_ui/notice.tsx'
import { Headline, Page } from '@/app/_ui/page.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Submit } from '@/app/_ui/submit.client.tsx'
import { decimalText } from '@/lib/kernel/money.ts'
import { listChoices } from '@/lib/incentives/list-payees.ts'
import { showWork } from '@/lib/incentives/list-work.ts'
import { correct } from '../../actions.ts'
import { FactsFields } from '../../facts-fields.tsx'
import { typedMoment } from '../../typed-moment.ts'

export const metadata = { title: 'Correct a work record' }

export default async function CorrectWorkPage({ params }: { params: Promise<{ id: string }> }) {
  const work = await load(showWork, { id: (await params).id }),
    choices = await load(listChoices, {})
  const note = work.fields.find(([name]) => name === 'note')?.[1]
  return (
    <Page
      crumbs={[{ label: 'Work records', href: paths.work() }, { label: work.number, href: paths.workRecord(work.id) }, { label: 'Correct' }]}
      headline={
        <Headline>
          Correct {work.key}; {work.number} stays as it is and is superseded.
        </Headline>
      }
      notice={
        work.newest ? (
          <Notice tone="warn" title={`${work.number} was corrected already.`}>
            Correct {work.newest.number} instead.
          </Notice>
        ) : work.awards.length > 0 ? (
          <Notice tone="accent" title={`${work.awards.length === 1 ? 'One award counted' : `${work.awards.length} awards counted`} this record.`}>
            It is computed again: what differs becomes an adjustment or a clawback, with your reason.
          </Notice>
        ) : undefined
      }
    >
      {work.may.correct ? (
        <Form action={correct} hidden={{ recordId: work.id }} className="wide" label="Correct">
          <p className="text-ink-2">
            Key <Mono>{work.key}</Mono>
          </p>
          <FactsFields
            choices={choices}
            given={{
              kind: work.kind,
              payee: work.payee?.id,
              crew: work.crew?.id,
              opened: typedMoment(work.openedAt, work.place.zone),
              closed: typedMoment(work.closedAt, work.place.zone),
              quantity: work.quantity,
              value: work.value && decimalText(work.value),
              note,
            }}
          />
          <AreaField name="reason" label="Reason" max={500} rows={2} hint="The payee reads it." />
          <div className="form-acts">
            <Submit primary>Supersede</Submit>
            <LinkButton href={paths.workRecord(work.id)}>Cancel</LinkButton>
          </div>
        </Form>
      ) : (
        <LinkButton href={paths.workRecord(work.newest?.id ?? work.id)}>Open {work.newest?.number ?? work.number}</LinkButton>
      )}
    </Page>
  )
}
