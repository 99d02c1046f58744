import type { ReactNode } from 'react'
import { Act } from '@/app/_ui/act.tsx'
import { Notice } from '@/app/_ui/notice.tsx'
import { paths } from '@/app/_ui/paths.ts'
import type { ConnectionView } from '@/lib/tenancy/sso-connection.ts'
import { ConnectionDocket } from './docket.tsx'

/** A change of a connection, over the connection itself. */
export function ConnectionAct({ c, title, children }: { c: ConnectionView; title: string; children: ReactNode }) {
  return (
    <>
      <ConnectionDocket c={c} />
      <Act back={paths.ssoConnection(c.id)} title={title} foot="It stands in the log with your name.">
        {c.mayChange ? (
          children
        ) : (
          <Notice tone="warn" title="Not yours to change.">
            An admin or owner sets up single sign-on.
          </Notice>
        )}
      </Act>
    </>
  )
}
