import type { ReactNode } from 'react'
import { Menu as MenuIcon } from 'lucide-react'
import { Icon } from '../icon.tsx'
import { Bob, Mark, type MarkShape } from '../mark.tsx'
import { Avatar } from '../person.tsx'
import { TextLink } from '../link.tsx'
import type { PaletteEntry } from './palette-entries.ts'
import { MemberMenu, TenantMenu, type Company } from './menus.client.tsx'
import { SideNav, type NavGroup } from './nav.client.tsx'
import { SideButton, SideScrim } from './side.client.tsx'
import { Tools, type SaveTheme, type Theme } from './tools.client.tsx'

export interface SealLine {
  readonly mark: MarkShape
  readonly words: ReactNode
  readonly checked: ReactNode
  readonly href?: string
}
interface DeskProps {
  company: string
  companies: readonly Company[]
  /** Filtered by permission already. */
  nav: readonly NavGroup[]
  seal?: SealLine | undefined
  member: { name: string; role: string }
  memberLinks: readonly { label: string; href: string; danger?: boolean }[]
  entries: readonly PaletteEntry[]
  theme: Theme
  saveTheme: SaveTheme
  /** False where the person switched single-key shortcuts off (WCAG 2.1.4). */
  keys: boolean
  children: ReactNode
}

/** The signed-in frame of the office: places at the left, tools at the right, the page between. */
export function Desk({ company, companies, nav, seal, member, memberLinks, entries, theme, saveTheme, keys, children }: DeskProps) {
  const go = nav
    .flatMap((group) => group.items)
    .filter((item) => item.go)
    .map((item) => ({ key: item.go as string, href: item.href, label: item.label }))
  return (
    <>
      <a className="skip-link" href="#main">
        Skip to content
      </a>
      <div className="desk" data-keys={keys ? undefined : 'off'}>
        <nav className="side" id="side" aria-label="Main" tabIndex={-1}>
          {companies.length > 1 ? <TenantMenu company={company} companies={companies} /> : <TextBrand company={company} />}
          <SideNav groups={nav} />
          {seal && <SealNote seal={seal} />}
          <div className="member-line">
            <MemberMenu links={memberLinks}>
              <Avatar name={member.name} />
              <span>
                <span className="name">{member.name}</span>
                <span className="role">{member.role}</span>
              </span>
            </MemberMenu>
          </div>
        </nav>
        <SideScrim />
        <div className="desk-page">
          <header>
            <SideButton>
              <Icon of={MenuIcon} />
            </SideButton>
            <Tools entries={entries} go={go} theme={theme} saveTheme={saveTheme} keys={keys} />
          </header>
          {children}
        </div>
      </div>
    </>
  )
}

function TextBrand({ company }: { company: string }) {
  return (
    <div className="tenant">
      <Bob />
      <span className="name">{company}</span>
    </div>
  )
}

function SealNote({ seal }: { seal: SealLine }) {
  const words = <span>{seal.href ? <TextLink href={seal.href}>{seal.words}</TextLink> : seal.words}</span>
  return (
    <div className="seal">
      <span className="status">
        <Mark shape={seal.mark} />
        {words}
      </span>
      <span className="checked">{seal.checked}</span>
    </div>
  )
}
