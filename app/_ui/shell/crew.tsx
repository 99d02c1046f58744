import type { ReactNode } from 'react'
import { Menu } from 'lucide-react'
import { FloatingDetails } from '../disclosure.client.tsx'
import { Go } from '../go.tsx'
import { Icon } from '../icon.tsx'

interface CrewPageProps {
  title: ReactNode
  /** Links of the one menu. */
  menu: readonly { label: string; href: string }[]
  /** The person and the company, at the head of the menu. */
  who?: ReactNode
  /** The one act, under the thumb. */
  act?: ReactNode
  notice?: ReactNode
  /** Where the title leads back to. */
  back?: ReactNode
  children: ReactNode
}

/** A page for a phone in the field: one column, one menu, one act at the bottom within the safe area. */
export function CrewPage({ title, menu, who, act, notice, back, children }: CrewPageProps) {
  return (
    <div className="crew-ground">
      <a className="skip-link" href="#main">
        Skip to content
      </a>
      <div className="crew">
        <header className="crew-bar">
          {back}
          <h1>{title}</h1>
          <FloatingDetails className="crew-menu" label="Menu" summary={<Icon of={Menu} />}>
            <nav className="crew-menu-list" aria-label="Main">
              {who && <div className="said">{who}</div>}
              {menu.map((item) => (
                <Go key={item.href} href={item.href}>
                  {item.label}
                </Go>
              ))}
            </nav>
          </FloatingDetails>
        </header>
        <main id="main" tabIndex={-1}>
          {notice}
          {children}
        </main>
        {act && (
          <div className="crew-stick" role="region" aria-label="Next act">
            {act}
          </div>
        )}
      </div>
    </div>
  )
}

export function CrewList({ children }: { children: ReactNode }) {
  return <ul className="crew-list">{children}</ul>
}

/** What, how much, a grey line, a state. With `href` the whole row is the link. */
export function CrewRow({
  title,
  right,
  said,
  status,
  href,
  children,
}: {
  title: ReactNode
  right?: ReactNode
  said?: ReactNode
  status?: ReactNode
  href?: string
  children?: ReactNode
}) {
  const row = (
    <>
      <span className="font-medium">{title}</span>
      <span className="font-medium text-right">{right}</span>
      {said && <span className="said">{said}</span>}
      {status}
    </>
  )
  return (
    <li>
      {href ? (
        <Go className="crew-row" href={href}>
          {row}
        </Go>
      ) : (
        <div className="crew-row">{row}</div>
      )}
      {children}
    </li>
  )
}

/** Arithmetic, line by line, with its sum under one rule. */
export function CrewSum({ lines, total }: { lines: readonly (readonly [ReactNode, ReactNode])[]; total: readonly [ReactNode, ReactNode] }) {
  return (
    <div className="crew-sum">
      {lines.map(([words, amount], i) => (
        <Pair key={i} words={words} amount={amount} />
      ))}
      <span className="total">{total[0]}</span>
      <span className="total strong-figure">{total[1]}</span>
    </div>
  )
}
function Pair({ words, amount }: { words: ReactNode; amount: ReactNode }) {
  return (
    <>
      <span>{words}</span>
      <span>{amount}</span>
    </>
  )
}

/** A ticket with a torn edge: what arrives, and its number. */
export function Ticket({ number, children }: { number: string; children: ReactNode }) {
  return (
    <div className="ticket">
      <div className="ticket-face">{children}</div>
      <div className="ticket-edge">
        <span>{number}</span>
      </div>
    </div>
  )
}
