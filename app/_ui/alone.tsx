import type { ReactNode } from 'react'

/** A page with nothing around it: not here, not for you, broken on our side. */
export function Alone({ title, children, acts }: { title: ReactNode; children: ReactNode; acts: ReactNode }) {
  return (
    <main id="main" className="alone">
      <div className="empty">
        <h1 className="section-title">{title}</h1>
        <p>{children}</p>
        <div className="acts">{acts}</div>
      </div>
    </main>
  )
}
