import { load } from '@/app/_bind/load.ts'
import { Act } from '@/app/_ui/act.tsx'
import { ChoiceField } from '@/app/_ui/choice.client.tsx'
import { Field } from '@/app/_ui/field.client.tsx'
import { AreaField } from '@/app/_ui/value-fields.client.tsx'
import { Form } from '@/app/_ui/form.client.tsx'
import { TextLink } from '@/app/_ui/link.tsx'
import { DayMark, Moment } from '@/app/_ui/moment.tsx'
import { Notice } from '@/app/_ui/notice.tsx'
import { countText } from '@/app/_ui/format.ts'
import { paths } from '@/app/_ui/paths.ts'
import { Status } from '@/app/_ui/status.tsx'
import { Submit } from '@/app/_ui/submit.client.tsx'
import { showStatement } from '@/lib/incentives/list-statements.ts'
import { showStatementLine } from '@/lib/incentives/list-statement-lines.ts'
import { decide } from '../../../actions.ts'
import { LineAmount } from '../../../columns.tsx'
import { StatementDocket } from '../../docket.tsx'

export const metadata = { title: 'Bank line' }
const decisionWords: Readonly<Record<string, string>> = {
  settle: 'It settles a payout',
  batch: 'It settles a whole batch',
  return: 'It returns a payout',
  explain: 'It belongs to a payout that has moved',
  charges: 'Bank charges',
  ignore: 'Set aside',
}

export default async function LinePage({ params }: { params: Promise<{ id: string; line: string }> }) {
  const { id, line: lineId } = await params
  const [statement, line] = await Promise.all([load(showStatement, { statementId: id }), load(showStatementLine, { lineId })])
  const { place } = statement,
    out = line.direction === 'debit'
  return (
    <>
      <StatementDocket statement={statement} />
      <Act
        back={paths.statement(id)}
        wide
        title={
          <>
            Line {line.position} of <span className="mono">{statement.number}</span>
            {line.direction === 'none' ? null : (
              <>
                , <LineAmount line={line} place={place} />
              </>
            )}
          </>
        }
        cancel="Close"
        facts={[
          ['State', <Status key="s" noun="statementLine" state={line.state} />],
          line.bookedOn && ['Booked', <DayMark key="b" day={line.bookedOn} place={place} show="long" />],
          line.reference !== null && [
            'Reference',
            <span key="r" className="mono">
              {line.reference}
            </span>,
          ],
          line.text !== '' && ['Text', line.text],
          line.code !== null && line.code !== '' && ['Code', line.code],
          line.payout && [
            'Payout',
            <span key="p">
              <TextLink href={paths.payout(line.payout.id)}>
                <span className="mono">{line.payout.number}</span>
              </TextLink>{' '}
              to {line.payout.payee}
            </span>,
          ],
          line.batch &&
            line.payout === null && [
              'Batch',
              <TextLink key="ba" href={paths.batch(line.batch.id)}>
                <span className="mono">{line.batch.number}</span>
              </TextLink>,
            ],
          line.decision !== null && [
            'Decided',
            <span key="d">
              {decisionWords[line.decision] ?? line.decision}
              {line.decidedBy ? ` by ${line.decidedBy}` : ''}
              {line.decidedAt ? (
                <>
                  , <Moment at={line.decidedAt} place={place} />
                </>
              ) : null}
              . {line.decisionReason}
            </span>,
          ],
        ]}
      >
        {line.state === 'unmatched' && (
          <Notice tone="warn" title="It waits for an explanation.">
            {line.reason}
          </Notice>
        )}
        {line.mayDecide && (
          <Form action={decide} hidden={{ lineId }}>
            <div className="form group">
              <ChoiceField
                name="decision"
                label="What is it?"
                options={[
                  {
                    value: 'settle',
                    label: decisionWords['settle'] ?? '',
                    note: 'The bank paid it and left out the reference',
                    ...(out ? {} : { why: 'money came in' }),
                  },
                  {
                    value: 'batch',
                    label: decisionWords['batch'] ?? '',
                    note: 'The bank booked the file in one sum, as with ACH',
                    ...(out ? {} : { why: 'money came in' }),
                  },
                  {
                    value: 'return',
                    label: decisionWords['return'] ?? '',
                    note: 'The payout becomes returned, its payee is owed again',
                    ...(line.direction === 'credit' ? {} : { why: 'money went out' }),
                  },
                  { value: 'explain', label: decisionWords['explain'] ?? '', note: 'Nothing is booked again' },
                  {
                    value: 'charges',
                    label: decisionWords['charges'] ?? '',
                    note: 'Booked in the ledger',
                    ...(line.direction === 'none' ? { why: 'there is no amount' } : {}),
                  },
                  { value: 'ignore', label: decisionWords['ignore'] ?? '', note: 'Not ours; it stays out of the reconciliation' },
                ]}
              />
              <div className="hidden group-has-[[value=settle]:checked]:block group-has-[[value=return]:checked]:block group-has-[[value=explain]:checked]:block">
                <Field
                  name="payout"
                  label="Payout"
                  optional="silently"
                  max={60}
                  mono
                  placeholder="P-00913"
                  suggestions={line.near.map((p) => p.number)}
                  hint={
                    line.near.length > 0
                      ? `Of this amount: ${line.near.map((p) => `${p.number} (${p.payee}, ${p.state})`).join(', ')}. An amount alone is no match.`
                      : 'Its number.'
                  }
                  {...(line.payout ? { defaultValue: line.payout.number } : {})}
                />
              </div>
              {out && (
                <div className="hidden group-has-[[value=batch]:checked]:block">
                  <Field
                    name="batch"
                    label="Batch"
                    optional="silently"
                    max={60}
                    mono
                    placeholder="B-00042"
                    suggestions={line.nearBatches.map((b) => b.number)}
                    hint={
                      line.nearBatches.length > 0
                        ? `Of this sum: ${line.nearBatches.map((b) => `${b.number} (${countText(b.payouts, 'payout', place)})`).join(', ')}. An amount alone is no match.`
                        : 'Its number. No released batch has this sum.'
                    }
                  />
                </div>
              )}
            </div>
            <AreaField name="reason" label="Reason" max={500} />
            <Submit primary wide size="large">
              Decide
            </Submit>
          </Form>
        )}
      </Act>
    </>
  )
}
