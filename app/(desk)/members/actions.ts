'use server'
import { action } from '@/app/_bind/action.ts'
import { paths } from '@/app/_ui/paths.ts'
import { changeRole, endMembership, endSessionsOfMember, resumeMember, suspendMember } from '@/lib/tenancy/change-member.ts'
import { inviteMember, inviteMemberAgain, withdrawInvitation } from '@/lib/tenancy/invite-member.ts'

export const invite = action(inviteMember, { message: (invited) => `${invited.name} has a mail with this link, which opens once and until ${invited.until.toISOString().slice(0, 16).replace('T', ' ')} UTC: ${invited.link}` })
export const inviteAgain = action(inviteMemberAgain, { message: (invited) => `A new link, the old one is dead: ${invited.link}` })
export const withdraw = action(withdrawInvitation, { then: () => paths.members() })
export const giveRole = action(changeRole, { message: () => 'The role is changed; open sessions have ended.' })
export const suspend = action(suspendMember, { message: () => 'Suspended; every session has ended.' })
export const resume = action(resumeMember, { message: () => 'Active again.' })
export const end = action(endMembership, { message: () => 'The membership has ended; the history stays.' })
export const endSessions = action(endSessionsOfMember, { message: () => 'Every session of this member has ended.' })
