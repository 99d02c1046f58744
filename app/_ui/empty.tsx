import type { ReactNode } from 'react'
import { X } from 'lucide-react'
import { LinkButton } from './button.tsx'
import { plural } from './format.ts'
import { Go } from './go.tsx'
import { Icon } from './icon.tsx'
import type { ListUrl } from './list-url.ts'

interface EmptyProps {
  title: ReactNode
  act?: ReactNode
  children?: ReactNode
}

/** Nothing yet: one sentence and the exact next act. */
function Yet({ title, act, children }: EmptyProps) {
  return (
    <div className="empty">
      <h2>{title}</h2>
      {children && <p>{children}</p>}
      {act && <div className="acts">{act}</div>}
    </div>
  )
}

/** Nothing matches: which filters are set, each with its way out. */
function Match({ url, noun = 'entries' }: { url: ListUrl; noun?: string }) {
  const active = url.active
  return (
    <div className="empty">
      <h2>Nothing matches.</h2>
      <p>
        {active.length === 0
          ? `There are no ${noun} on this page.`
          : `${active.length === 1 ? 'One filter is' : `${active.length} filters are`} set; without ${active.length === 1 ? 'it' : 'them'} there may be ${noun}.`}
      </p>
      <div className="acts">
        {active.map((filter) => (
          <Go key={filter.id} className="chip px-2.5 gap-1.5" href={url.without(filter)} aria-label={`Remove the filter ${filter.label}`}>
            <span className="about">{filter.label}</span>
            <Icon of={X} small />
          </Go>
        ))}
        <LinkButton href={active.length === 0 ? url.with({}) : url.cleared} quiet>
          {active.length === 0 ? 'First page' : `Clear ${active.length > 1 ? `all ${active.length} ` : ''}${plural(active.length, 'filter')}`}
        </LinkButton>
      </div>
    </div>
  )
}

/** Nothing for you: who can grant it. */
function ForYou({ title, act, children }: EmptyProps) {
  return (
    <div className="empty">
      <h2>{title}</h2>
      <p>{children ?? 'An owner or an admin can give you the permission; asking them is all it takes.'}</p>
      {act && <div className="acts">{act}</div>}
    </div>
  )
}

/** Emptiness in words, in its three kinds. An error is never shown as one of them. */
export const Empty = { Yet, Match, ForYou }
