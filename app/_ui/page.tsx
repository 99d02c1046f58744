import { Fragment, type ReactNode } from 'react'
import { ChevronRight } from 'lucide-react'
import { classes } from './class-names.ts'
import { Go } from './go.tsx'
import { Icon } from './icon.tsx'

export interface Crumb {
  readonly label: ReactNode
  readonly href?: string
}

interface PageProps {
  crumbs: readonly Crumb[]
  /** One true sentence whose nouns are filter links. */
  headline?: ReactNode
  /** A grey line below it. */
  about?: ReactNode
  acts?: ReactNode
  /** The state of the whole screen, at most one. */
  notice?: ReactNode
  tabs?: ReactNode
  /** A docked drawer beside the page (drawer.client.tsx). */
  drawer?: ReactNode
  children?: ReactNode
}

/** A page on the desk: breadcrumb in the top bar, headline with acts, then the content. */
export function Page({ crumbs, headline, about, acts, notice, tabs, drawer, children }: PageProps) {
  return (
    <>
      <div className="top-bar">
        <Crumbs items={crumbs} />
      </div>
      <main id="main" tabIndex={-1} className={classes('page', drawer ? 'with-drawer' : null)}>
        {(headline || acts) && (
          <div className="page-head">
            <div>
              {headline}
              {about && <p className="about">{about}</p>}
            </div>
            {acts && <div className="page-acts">{acts}</div>}
          </div>
        )}
        {notice}
        {tabs}
        {children}
      </main>
      {drawer}
    </>
  )
}

function Crumbs({ items }: { items: readonly Crumb[] }) {
  return (
    <nav aria-label="Breadcrumb">
      <ol className="crumbs">
        {items.map((crumb, i) => (
          <li key={i}>
            {i > 0 && <Icon of={ChevronRight} />}
            {i === items.length - 1 || !crumb.href ? (
              <span aria-current={i === items.length - 1 ? 'page' : undefined}>{crumb.label}</span>
            ) : (
              <Go href={crumb.href}>{crumb.label}</Go>
            )}
          </li>
        ))}
      </ol>
    </nav>
  )
}

/** The sentence that opens an index. It is the page's heading. */
export function Headline({ children }: { children: ReactNode }) {
  return <h1 className="headline">{children}</h1>
}

export function Section({
  title,
  note,
  act,
  level = 2,
  id,
  children,
}: {
  title: ReactNode
  note?: ReactNode
  act?: ReactNode
  level?: 2 | 3
  id?: string
  children: ReactNode
}) {
  const Heading = level === 2 ? 'h2' : 'h3'
  return (
    <section className="section" id={id}>
      <div className="section-head">
        <Heading className="section-title">{title}</Heading>
        {note && <span className="note">{note}</span>}
        {act && <span className="act">{act}</span>}
      </div>
      {children}
    </section>
  )
}

/** Facts left, trail right. */
export function Columns({ aside, asideLabel = 'Trail', children }: { aside: ReactNode; asideLabel?: string; children: ReactNode }) {
  return (
    <div className="columns">
      <div className="min-w-0">{children}</div>
      <aside aria-label={asideLabel}>{aside}</aside>
    </div>
  )
}

/** Two columns of equal weight. */
export function Halves({ children }: { children: ReactNode }) {
  return <div className="halves">{children}</div>
}

/** A wash under the top bar for a page that shows another time or another's view than the reader's own. */
export function Standing({ act, children }: { act?: ReactNode; children: ReactNode }) {
  return (
    <div className="standing">
      {children}
      {act && <span className="act">{act}</span>}
    </div>
  )
}

/** Definitions in one line of tiles: a few figures that belong together. */
export function Tiles({ items }: { items: readonly (readonly [label: string, value: ReactNode])[] }) {
  return (
    <dl className="tiles">
      {items.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

/** Links to pages of one place; the current one carries an ink edge. */
export function Tabs({ label, items }: { label: string; items: readonly { label: ReactNode; href: string; count?: number | undefined; current?: boolean }[] }) {
  return (
    <nav className="tabs" aria-label={label}>
      {items.map((item) => (
        <Go key={item.href} href={item.href} aria-current={item.current ? 'page' : undefined}>
          {item.label}
          {item.count !== undefined && (
            <Fragment>
              {' '}
              <span className="count">{item.count}</span>
            </Fragment>
          )}
        </Go>
      ))}
    </nav>
  )
}

/** A choice among a few views of one thing, each an address. */
export function Segments({ label, items }: { label: string; items: readonly { label: string; href: string; current?: boolean }[] }) {
  return (
    <nav className="segments" aria-label={label}>
      {items.map((item) => (
        <Go key={item.href} href={item.href} scroll={false} aria-current={item.current ? 'true' : undefined}>
          {item.label}
        </Go>
      ))}
    </nav>
  )
}
