import { Fragment } from 'react'
import { paths } from '@/app/_ui/paths.ts'
import type { Subject } from '@/lib/audit/subjects.ts'
import type { Noun } from '@/lib/kernel/id.ts'
import { DeskLink } from '../desk-link.tsx'

const pages: Partial<Record<Noun, (id: string) => string>> = {
  payout: paths.payout,
  award: paths.award,
  batch: paths.batch,
  program: paths.program,
  redemption: paths.redemption,
  payee: paths.payee,
  workRecord: paths.workRecord,
  import: paths.import,
  mapping: paths.mapping,
  crew: paths.crew,
  statement: paths.statement,
  dispute: paths.dispute,
  catalogueItem: paths.catalogueItem,
  role: paths.role,
  accessRequest: paths.accessRequest,
  review: paths.review,
  journalEntry: paths.journalEntry,
  ledgerAccount: paths.ledgerAccount,
  awardRun: paths.awardRun,
  alert: paths.alert,
  supportGrant: paths.endSupportGrant,
}
/** What happened, with a link on each record that has a page which the reader may open. */
export function Said({ parts, plain = false }: { parts: readonly (string | Subject)[]; plain?: boolean }) {
  return (
    <>
      {parts.map((part, i) => (
        <Fragment key={i}>{typeof part === 'string' ? part : <Named subject={part} plain={plain} />}</Fragment>
      ))}
    </>
  )
}
function Named({ subject, plain }: { subject: Subject; plain: boolean }) {
  const page = pages[subject.noun]
  return page && !plain ? <DeskLink href={page(subject.id)}>{subject.label}</DeskLink> : <>{subject.label}</>
}
