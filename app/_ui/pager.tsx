import { LinkButton } from './button.tsx'
import type { ListUrl } from './list-url.ts'

interface PagerProps {
  url: ListUrl
  next?: string | null | undefined
  previous?: string | null | undefined
  note?: React.ReactNode
  newest?: boolean
}

/** Older and newer by cursor; never page numbers, never a total that would have to be counted. */
export function Pager({ url, next, previous, note, newest = true }: PagerProps) {
  const paged = Boolean(url.get('after') ?? url.get('before'))
  if (!next && !previous && !paged && !note) return null
  const [back, on] = newest ? ['Newer', 'Older'] : ['Previous', 'Next']
  return (
    <nav className="table-foot" aria-label="Pages">
      {(next || previous || paged) && (
        <span className="pager">
          {previous ? (
            <LinkButton size="small" href={url.with({ before: previous })}>
              {back}
            </LinkButton>
          ) : paged ? (
            <LinkButton size="small" href={url.with({})}>
              First page
            </LinkButton>
          ) : (
            <span className="button small" aria-disabled="true">
              {back}
            </span>
          )}
          {next ? (
            <LinkButton size="small" href={url.with({ after: next })}>
              {on}
            </LinkButton>
          ) : (
            <span className="button small" aria-disabled="true">
              {on}
            </span>
          )}
        </span>
      )}
      {note && <span>{note}</span>}
    </nav>
  )
}
