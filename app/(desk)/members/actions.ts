'use server'
import { action } from '@/app/_bind/action.ts'
import { paths } from '@/app/_ui/paths.ts'
import { changeRole, endMembership, endSessionsOfMember, resumeMember, suspendMember } from '@/lib/tenancy/change-member.ts'
import { inviteMember, inviteMemberAgain, withdrawInvitation } from '@/lib/tenancy/invite-member.ts'

const noMail = 'No mail server is set here, so no mail leaves: hand this link over yourself.'
export const invite = action(inviteMember, {
  message: (invited) =>
    `${invited.name} is invited. ${invited.isMailed ? `The mail is on its way to ${invited.email}; should it not arrive, hand this link over yourself.` : noMail} It works once, for 72 hours, and is not shown here again.`,
})
export const inviteAgain = action(inviteMemberAgain, {
  message: (invited) =>
    `The earlier links are void. ${invited.isMailed ? `A new mail is on its way to ${invited.email}; the link below is for handing over yourself.` : noMail} It is not shown here again.`,
})
export const withdraw = action(withdrawInvitation, { then: () => paths.members() })
export const giveRole = action(changeRole, { then: (done) => paths.member(done.id) })
export const suspend = action(suspendMember, { then: (done) => paths.member(done.id) })
export const resume = action(resumeMember, { then: (done) => paths.member(done.id) })
export const end = action(endMembership, { then: (done) => paths.member(done.id) })
export const endSessions = action(endSessionsOfMember, { then: (done) => paths.member(done.id) })
