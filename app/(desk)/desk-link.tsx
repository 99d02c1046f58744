import type { ReactNode } from 'react'
import type { Crumb } from '@/app/_ui/page.tsx'
import { TextLink } from '@/app/_ui/link.tsx'
import { readDesk } from './desk.ts'
import { mayFollow } from './may-follow.ts'

/** A link for who may open what it leads to; for others its words. */
export async function DeskLink({ href, accent, children }: { href: string; accent?: boolean; children: ReactNode }) {
  return mayFollow((await readDesk()).reaches, href) ? (
    <TextLink href={href} {...(accent ? { accent } : {})}>
      {children}
    </TextLink>
  ) : (
    <>{children}</>
  )
}
/** The same for a step of the breadcrumb. */
export async function deskCrumb(label: string, href: string): Promise<Crumb> {
  return mayFollow((await readDesk()).reaches, href) ? { label, href } : { label }
}
