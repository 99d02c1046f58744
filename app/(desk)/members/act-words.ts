import type { MemberAct as ActPath } from '@/app/_ui/paths.ts'
import type { MemberAct } from '@/lib/tenancy/member.ts'
import type { MemberPage } from '@/lib/tenancy/show-member.ts'

interface Words {
  readonly act: MemberAct
  readonly title: (name: string) => string
  readonly verb: string
  readonly warning?: (member: MemberPage) => string
  readonly asksReason: boolean
  readonly asksFactor: boolean
  readonly isLoss: boolean
}
const ends = (member: MemberPage): string =>
  member.sessions === 0 ? 'is not signed in now' : `is signed out of ${member.sessions === 1 ? 'one place' : `${member.sessions} places`} at once`
/** Each act on a membership in words: what it is called, what it causes, what it asks for. */
export const actWords: Readonly<Record<ActPath, Words>> = {
  role: {
    act: 'change',
    title: (name) => `Change the role of ${name}`,
    verb: 'Change role',
    warning: (m) =>
      m.state === 'invited'
        ? `${m.name} has not come in yet; the invitation stands, for the new role.`
        : `${m.name} ${ends(m)} and comes back under the new role.`,
    asksReason: false,
    asksFactor: true,
    isLoss: false,
  },
  suspend: {
    act: 'suspend',
    title: (name) => `Suspend ${name}`,
    verb: 'Suspend',
    warning: (m) => `${m.name} ${ends(m)} and cannot sign in here until somebody lets them in again. What waits for them waits on.`,
    asksReason: true,
    asksFactor: true,
    isLoss: true,
  },
  resume: { act: 'resume', title: (name) => `Let ${name} in again`, verb: 'Let in again', asksReason: false, asksFactor: true, isLoss: false },
  end: {
    act: 'end',
    title: (name) => `End the membership of ${name}`,
    verb: 'End membership',
    warning: (m) => `${m.name} ${ends(m)} and loses every right here. What they did and earned stays.`,
    asksReason: true,
    asksFactor: true,
    isLoss: true,
  },
  sessions: {
    act: 'end sessions',
    title: (name) => `End the sessions of ${name}`,
    verb: 'End sessions',
    warning: (m) => `${m.name} ${ends(m)} and can sign in again.`,
    asksReason: false,
    asksFactor: true,
    isLoss: true,
  },
  'invite-again': {
    act: 'invite again',
    title: (name) => `Invite ${name} again`,
    verb: 'Send a new link',
    warning: () => 'The earlier link stops working.',
    asksReason: false,
    asksFactor: true,
    isLoss: false,
  },
  withdraw: {
    act: 'withdraw',
    title: (name) => `Withdraw the invitation of ${name}`,
    verb: 'Withdraw',
    warning: () => 'The link stops working. You can invite them anew at any time.',
    asksReason: false,
    asksFactor: false,
    isLoss: true,
  },
}
export const isActPath = (text: string): text is ActPath => Object.hasOwn(actWords, text)
