import type { ReactNode } from 'react'
import { classes } from './class-names.ts'
import { Go } from './go.tsx'

/** A link inside words: underlined in the running text, accent where it stands alone. */
export function TextLink({
  href,
  accent,
  strong,
  children,
  external,
}: {
  href: string
  accent?: boolean
  strong?: boolean
  external?: boolean
  children: ReactNode
}) {
  const className = classes('text-link', accent && 'accent', strong && 'font-medium')
  if (external)
    return (
      <a className={className} href={href} rel="noreferrer">
        {children}
      </a>
    )
  return (
    <Go className={className} href={href}>
      {children}
    </Go>
  )
}

/** Ids, digests, codes and masked numbers. */
export function Mono({ children }: { children: ReactNode }) {
  return <span className="mono">{children}</span>
}
