import { PrintButton } from './carry-off.client.tsx'
import type { ReactNode } from 'react'
import { shortDigest } from './format.ts'

interface DocketProps {
  number: string
  noun: string
  /** The foot of the stub: raised when and by whom. */
  stub?: ReactNode
  /** The amount, for a record that is about one … */
  figure?: ReactNode
  /** … or its name. */
  title?: ReactNode
  about?: ReactNode
  acts?: ReactNode
  status?: ReactNode
  /** What the reader's next act will cause, in words. */
  consequence?: ReactNode
  children?: ReactNode
}

/** One record: a stub with its number on a perforated edge, then what it is, what can be done, and where it stands. */
export function Docket({ number, noun, stub, figure, title, about, acts, status, consequence, children }: DocketProps) {
  return (
    <div className="docket">
      <div className="stub">
        <div>
          <div className="number">{number}</div>
          <div className="noun">{noun}</div>
        </div>
        {stub && <div className="said">{stub}</div>}
      </div>
      <div className="face">
        <div className="face-top">
          <div className="min-w-0">
            {figure ? <h1 className="figure">{figure}</h1> : <h1 className="docket-title">{title}</h1>}
            {about && <div className="about">{about}</div>}
          </div>
          {acts && <div className="docket-acts">{acts}</div>}
        </div>
        {children}
        {(status || consequence) && (
          <div className="state-line">
            {status}
            {consequence && <span className="consequence">{consequence}</span>}
          </div>
        )}
      </div>
    </div>
  )
}

export type Fact = readonly [label: string, value: ReactNode] | false | null | undefined

/** Facts, label left. A falsy entry is left out, so that a page lists every fact it may have. */
export function Facts({ items, boxed, tight }: { items: readonly Fact[]; boxed?: boolean; tight?: boolean }) {
  return (
    <dl className={`facts${boxed ? ' boxed' : ''}${tight ? ' tight' : ''}`}>
      {items.map((item, i) => item && <FactPair key={i} label={item[0]} value={item[1]} />)}
    </dl>
  )
}
function FactPair({ label, value }: { label: string; value: ReactNode }) {
  return (
    <>
      <dt>{label}</dt>
      <dd>{value}</dd>
    </>
  )
}

/** Only what changed, field by field. */
export function Diff({
  rows,
  before = 'Before',
  after = 'After',
}: {
  rows: readonly { field: string; before: ReactNode; after: ReactNode }[]
  before?: string
  after?: string
}) {
  return (
    <table className="diff">
      <thead>
        <tr>
          <th scope="col">Field</th>
          <th scope="col">{before}</th>
          <th scope="col">{after}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.field}>
            <th scope="row">{row.field}</th>
            <td className={row.before === null || row.before === undefined ? 'text-ink-3' : 'was'}>{row.before ?? 'none'}</td>
            <td className={row.after === null || row.after === undefined ? 'text-ink-3' : 'now'}>{row.after ?? 'none'}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** A rule read aloud: values in `<b>`, changes in `<del>` and `<ins>`. */
export function RuleSentence({ children }: { children: ReactNode }) {
  return <div className="rule-sentence">{children}</div>
}

/** A signed act: who, in which role, how it was proven, what was signed. */
export function Signature({
  name,
  role,
  act,
  when,
  proof,
  digest,
}: {
  name: string
  role: string
  act: string
  when: ReactNode
  proof?: string
  digest?: string
}) {
  return (
    <div className="signature">
      <span>
        <span className="name">{name}</span> <span className="text-ink-2">{act}</span>
      </span>
      <span className="text-ink-2">{when}</span>
      <span className="how">
        {role}
        {proof && ` · ${proof}`}
        {digest && (
          <>
            {' '}
            ·{' '}
            <span className="mono" title={digest}>
              {shortDigest(digest)}
            </span>
          </>
        )}
      </span>
    </div>
  )
}

/** A page that is its own print: letterhead, content, and at the foot where it came from and its digest. */
export function PrintSheet({
  company,
  title,
  meta,
  foot,
  children,
}: {
  company: string
  title: ReactNode
  meta?: ReactNode
  foot: ReactNode
  children: ReactNode
}) {
  return (
    <div className="print-ground">
      <p className="print-acts no-print">
        <PrintButton />
      </p>
      <article className="print-sheet">
        <header>
          <div>
            <div className="font-semibold">{company}</div>
            <h1 className="docket-title text-title">{title}</h1>
          </div>
          {meta && <div className="text-right">{meta}</div>}
        </header>
        {children}
        <footer>{foot}</footer>
      </article>
    </div>
  )
}
