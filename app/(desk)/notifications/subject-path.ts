import { paths } from '@/app/_ui/paths.ts'
import type { Permission, Reach } from '@/lib/access/permissions.ts'

/** Where a notification leads its reader: to the desk's record for who sees all of them, to the phone's for who it is about. */
export function subjectPath(subject: { readonly kind: string; readonly id: string }, reaches: Readonly<Partial<Record<Permission, Reach>>>): string {
  const all = (permission: Permission): boolean => reaches[permission] === 'all'
  switch (subject.kind) {
    case 'payout':
      return all('payout.read') ? paths.payout(subject.id) : paths.myPayout(subject.id)
    case 'award':
      return all('award.read') ? paths.award(subject.id) : paths.myAward(subject.id)
    case 'awardRun':
      return all('award.read') ? paths.awardRun(subject.id) : paths.myEarnings()
    case 'dispute':
      return all('dispute.read') ? paths.dispute(subject.id) : paths.myEarnings()
    case 'redemption':
      return all('redemption.read') ? paths.redemption(subject.id) : paths.myRewards()
    case 'payee':
      return all('payee.read') ? paths.payee(subject.id) : paths.myEarnings()
    case 'accessRequest':
      return all('member.change') ? paths.accessRequest(subject.id) : paths.account('access')
    case 'review':
      return all('role.read') ? paths.review(subject.id) : paths.notifications()
    case 'session':
      return paths.account('sessions')
    case 'alert':
      return all('audit.read') ? paths.alert(subject.id) : paths.notifications()
    case 'tenant':
      return all('statement.read') ? paths.reconciliation() : paths.notifications()
    default:
      return paths.notifications()
  }
}
