import {
  Activity,
  Award,
  BanknoteArrowUp,
  BookOpen,
  Building2,
  ClipboardCheck,
  Contact,
  FileUp,
  Fingerprint,
  Gift,
  HandCoins,
  House,
  Inbox,
  KeyRound,
  Landmark,
  LifeBuoy,
  MessageSquareWarning,
  Package,
  Scale,
  ScrollText,
  Settings,
  ShieldAlert,
  Users,
  Workflow,
} from 'lucide-react'
import { Icon, type IconShape } from '@/app/_ui/icon.tsx'
import { paths } from '@/app/_ui/paths.ts'
import type { NavGroup } from '@/app/_ui/shell/nav.client.tsx'
import type { PaletteEntry } from '@/app/_ui/shell/palette-entries.ts'
import { permissions, type Permission, type Reach } from '@/lib/access/permissions.ts'
import { mayOpenSection, sections } from './settings/sections.ts'
import type { WaitingKind } from '@/lib/incentives/list-waiting.ts'

interface DeskPlace {
  readonly label: string
  readonly href: string
  readonly icon: IconShape
  readonly needs: Permission
  /** Queues whose count stands beside it. */
  readonly waits?: readonly WaitingKind[]
  readonly also?: readonly string[]
  readonly go?: string
  readonly words?: string
}
type Reaches = Readonly<Partial<Record<Permission, Reach>>>

const groups: readonly { readonly label?: string; readonly places: readonly DeskPlace[] }[] = [
  { places: [{ label: 'Home', href: paths.home(), icon: House, needs: 'home.read', go: 'h' }] },
  {
    label: 'Earn',
    places: [
      {
        label: 'Work records',
        href: paths.work(),
        icon: ClipboardCheck,
        needs: 'work.read',
        waits: ['import.confirm'],
        also: [paths.imports(), paths.mappings()],
        go: 'w',
        words: 'jobs facts',
      },
      {
        label: 'Payees',
        href: paths.payees(),
        icon: Contact,
        needs: 'payee.read',
        waits: ['bank_detail.confirm'],
        also: [paths.crews()],
        go: 'e',
        words: 'people crews technicians bank details',
      },
      { label: 'Programs', href: paths.programs(), icon: Scale, needs: 'program.read', go: 'r', words: 'rules budgets incentives' },
      {
        label: 'Awards',
        href: paths.awards(),
        icon: Award,
        needs: 'award.read',
        waits: ['award.confirm'],
        also: [paths.awardRuns()],
        go: 'a',
        words: 'runs nominations',
      },
      {
        label: 'Payouts',
        href: paths.payouts(),
        icon: BanknoteArrowUp,
        needs: 'payout.read',
        waits: ['payout.approve', 'payout.returned', 'payout.held', 'payout.raise'],
        go: 'p',
        words: 'approve pay money',
      },
      {
        label: 'Batches',
        href: paths.batches(),
        icon: Package,
        needs: 'batch.read',
        waits: ['batch.release', 'batch.make'],
        go: 'b',
        words: 'bank files release',
      },
      {
        label: 'Bank',
        href: paths.statements(),
        icon: Landmark,
        needs: 'statement.read',
        waits: ['statement.match'],
        go: 's',
        words: 'statements lines settlement reconciliation',
      },
      { label: 'Ledger', href: paths.ledger(), icon: BookOpen, needs: 'ledger.read', go: 'l', words: 'accounts journal entries books' },
      {
        label: 'Rewards',
        href: paths.catalogue(),
        icon: Gift,
        needs: 'redemption.read',
        waits: ['redemption.decide'],
        also: [paths.redemptions()],
        go: 'c',
        words: 'catalogue redemptions wallet',
      },
      { label: 'Disputes', href: paths.disputes(), icon: MessageSquareWarning, needs: 'dispute.read', waits: ['dispute.decide'], go: 'd' },
    ],
  },
  {
    label: 'Prove',
    places: [
      { label: 'Audit', href: paths.audit(), icon: ScrollText, needs: 'audit.read', go: 'u', words: 'log events seal checkpoints' },
      {
        label: 'Sign-ins',
        href: paths.signIns(),
        icon: Fingerprint,
        needs: 'audit.read',
        also: [paths.alerts()],
        go: 'i',
        words: 'alerts security devices networks travel',
      },
    ],
  },
  {
    label: 'Company',
    places: [
      { label: 'Members', href: paths.members(), icon: Users, needs: 'member.read', go: 'm', words: 'people invite' },
      { label: 'Roles', href: paths.roles(), icon: KeyRound, needs: 'role.read', words: 'permissions rights matrix' },
      {
        label: 'Settings',
        href: paths.settings('company'),
        icon: Settings,
        needs: 'company.read',
        also: ['/settings'],
        words: 'company currency zone policy rails',
      },
    ],
  },
  {
    label: 'Installation',
    places: [
      { label: 'Companies', href: paths.operator('tenants'), icon: Building2, needs: 'tenant.read' },
      { label: 'Support', href: paths.operator('support'), icon: LifeBuoy, needs: 'tenant.read', words: 'grants look into a company' },
      { label: 'Health', href: paths.operator('health'), icon: Activity, needs: 'installation.read' },
      { label: 'Jobs', href: paths.operator('jobs'), icon: Workflow, needs: 'installation.read' },
      { label: 'Reports', href: paths.operator('reports'), icon: ShieldAlert, needs: 'installation.read' },
      { label: 'Outbox', href: paths.outbox(), icon: Inbox, needs: 'installation.read' },
    ],
  },
]

/** On the desk belongs who sees all of a thing; own rows are the phone pages' business. */
const mayOpen = (reaches: Reaches, needs: Permission): boolean => reaches[needs] === 'all' || needs === 'home.read'

/** The sidebar, without what this person may not open. */
export function navOf(reaches: Reaches, showsMail: boolean): readonly NavGroup[] {
  return groups
    .map((group) => ({
      ...(group.label ? { label: group.label } : {}),
      items: group.places.filter((place) => mayOpen(reaches, place.needs) && (showsMail || place.href !== paths.outbox())),
    }))
    .filter((group) => group.items.length > 0)
    .map((group) => ({
      ...group,
      items: group.items.map(({ label, href, icon, also, go, waits }) => ({
        label,
        href,
        icon: <Icon of={icon} />,
        ...(also ? { also } : {}),
        ...(go ? { go } : {}),
        ...(waits ? { waits } : {}),
      })),
    }))
}

/** Lists that stand under a place of the sidebar and that people still call by name. */
const under: readonly {
  readonly label: string
  readonly said: string
  readonly href: string
  readonly icon: IconShape
  readonly needs: Permission
  readonly words?: string
}[] = [{ label: 'Award runs', said: 'Awards', href: paths.awardRuns(), icon: Award, needs: 'award.read', words: 'computed periods' }]
const acts: readonly { readonly label: string; readonly href: string; readonly icon: IconShape; readonly needs: Permission; readonly words?: string }[] = [
  { label: 'Import work records', href: paths.newImport(), icon: FileUp, needs: 'work.record', words: 'csv upload' },
  { label: 'Write a program', href: paths.newProgram(), icon: Scale, needs: 'program.change', words: 'new rule' },
  { label: 'Nominate for an award', href: paths.nominate(), icon: Award, needs: 'award.nominate' },
  { label: 'Raise a payout', href: paths.newPayout(), icon: BanknoteArrowUp, needs: 'payout.raise', words: 'new pay' },
  { label: 'Make a batch', href: paths.newBatch(), icon: Package, needs: 'batch.make', words: 'new bank file' },
  { label: 'Import a bank statement', href: paths.newStatement(), icon: Landmark, needs: 'statement.import', words: 'camt upload' },
  { label: 'Add a payee', href: paths.newPayee(), icon: Contact, needs: 'payee.change', words: 'new' },
  { label: 'Invite a member', href: paths.inviteMember(), icon: Users, needs: 'member.invite', words: 'new add person' },
  { label: 'Export the log with proofs', href: paths.auditExport(), icon: ScrollText, needs: 'audit.export', words: 'bundle verify' },
]

/** What the palette offers: places to go to and acts to begin. An act that the role lacks stays and says which right it needs. */
export function entriesOf(reaches: Reaches, kind: string, showsMail: boolean): readonly PaletteEntry[] {
  const places = groups.flatMap((group) =>
    group.places
      .filter((place) => mayOpen(reaches, place.needs) && (showsMail || place.href !== paths.outbox()))
      .map((place): PaletteEntry => ({
        id: place.href,
        kind: 'place',
        label: place.label,
        said: group.label,
        also: place.words,
        href: place.href,
        keys: place.go ? `g ${place.go}` : undefined,
        icon: <Icon of={place.icon} />,
      })),
  )
  const own: readonly PaletteEntry[] = [
    ...(reaches['earnings.read']
      ? [{ id: 'earnings', kind: 'place' as const, label: 'My earnings', href: paths.myEarnings(), icon: <Icon of={HandCoins} /> }]
      : []),
    {
      id: 'account',
      kind: 'place',
      label: 'Your account',
      also: 'profile sessions factors password',
      href: paths.account('profile'),
      icon: <Icon of={Contact} />,
    },
  ]
  if (kind === 'platform') return [...places, ...own]
  const begun = acts.map((act): PaletteEntry => ({
    id: act.href,
    kind: 'act',
    label: act.label,
    also: act.words,
    href: act.href,
    icon: <Icon of={act.icon} />,
    why: mayOpen(reaches, act.needs) ? undefined : `Needs “${permissions[act.needs]}”`,
  }))
  const lists = under
    .filter((list) => mayOpen(reaches, list.needs))
    .map((list): PaletteEntry => ({
      id: list.href,
      kind: 'place',
      label: list.label,
      said: list.said,
      also: list.words,
      href: list.href,
      icon: <Icon of={list.icon} />,
    }))
  const settings = sections
    .filter((section) => mayOpenSection(section, reaches))
    .map((section): PaletteEntry => ({
      id: `settings-${section.id}`,
      kind: 'place',
      label: section.label,
      said: 'Settings',
      also: section.words,
      href: paths.settings(section.id),
      icon: <Icon of={Settings} />,
    }))
  return [...places, ...lists, ...settings, ...own, ...begun]
}
