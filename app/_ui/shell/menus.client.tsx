'use client'

import type { ReactNode } from 'react'
import { Check, ChevronsUpDown } from 'lucide-react'
import { Icon } from '../icon.tsx'
import { Bob } from '../mark.tsx'
import { Menu } from '../menu.client.tsx'

export interface Company {
  readonly name: string
  readonly href: string
  readonly current?: boolean
}

/** The companies of this account. Going to another is judged there like a fresh sign-in. */
export function TenantMenu({ company, companies }: { company: string; companies: readonly Company[] }) {
  return (
    <Menu
      label="Companies"
      align="start"
      items={companies.map((c) => ({
        label: c.name,
        current: c.current ?? false,
        ...(c.current ? { why: undefined } : { href: c.href }),
        icon: c.current ? <Icon of={Check} /> : <span className="icon" />,
      }))}
      trigger={
        <button type="button" className="tenant" aria-label={`${company}, switch company`}>
          <Bob />
          <span className="name">{company}</span>
          <Icon of={ChevronsUpDown} />
        </button>
      }
    />
  )
}

/** The person's own places: account, notifications, sign out. */
export function MemberMenu({ links, children }: { links: readonly { label: string; href: string; danger?: boolean }[]; children: ReactNode }) {
  return (
    <Menu
      label="Your account"
      align="start"
      items={links}
      trigger={
        <button type="button" className="member">
          {children}
        </button>
      }
    />
  )
}
