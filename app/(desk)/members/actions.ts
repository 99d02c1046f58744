'use server'
import { action } from '@/app/_bind/action.ts'
import { paths } from '@/app/_ui/paths.ts'
import { changeRole, endMembership, endSessionsOfMember, resumeMember, suspendMember } from '@/lib/tenancy/change-member.ts'
import { inviteMember, inviteMemberAgain, withdrawInvitation } from '@/lib/tenancy/invite-member.ts'

export const invite = action(inviteMember, { message: (invited) => `${invited.name} is invited; the mail is on its way to ${invited.email}. Should it not arrive, hand this link over yourself. It works once, for 72 hours, and is shown now only.` })
export const inviteAgain = action(inviteMemberAgain, { message: (invited) => `A new mail is on its way to ${invited.email}; the earlier links are void. The one below is for handing over yourself; it is shown now only.` })
export const withdraw = action(withdrawInvitation, { then: () => paths.members() })
export const giveRole = action(changeRole, { then: (done) => paths.member(done.id) })
export const suspend = action(suspendMember, { then: (done) => paths.member(done.id) })
export const resume = action(resumeMember, { then: (done) => paths.member(done.id) })
export const end = action(endMembership, { then: (done) => paths.member(done.id) })
export const endSessions = action(endSessionsOfMember, { then: (done) => paths.member(done.id) })
