import type { PayoutPage } from '@/lib/incentives/show-payout.ts'

/** The state of a payout in words that count the approvals and name the reason of a stop. */
export function stateWordsOf(payout: PayoutPage): string {
  const given = payout.approvals.filter((a) => a.decision === 'approved').length
  switch (payout.state) {
    case 'raised':
      return payout.approvalsNeeded > 1 ? `Waiting for approval, ${given} of ${payout.approvalsNeeded} given` : 'Waiting for approval'
    case 'approved':
      return payout.bank.batch ? `Approved, in batch ${payout.bank.batch.number}` : 'Approved, waiting for a batch'
    case 'released':
      return 'Released to the bank'
    case 'settled':
      return 'Settled'
    case 'rejected':
      return 'Rejected'
    case 'returned':
      return 'Returned by the bank'
    case 'held':
      return 'Held'
  }
}
/** One line of what happens next, or what your act will cause. */
export function consequenceOf(payout: PayoutPage): string {
  switch (payout.state) {
    case 'raised':
      return payout.may.approve?.may
        ? payout.approvals.length + 1 >= payout.approvalsNeeded
          ? 'Yours is the last. It then waits for a batch; nothing leaves until someone else releases it.'
          : 'Yours is the first of two. Nothing leaves until someone else releases it.'
        : (payout.may.approve?.words ?? 'It waits for an approver') + '.'
    case 'approved':
      return 'Nothing leaves until the batch is released by someone who approved none of it.'
    case 'released':
      return 'It is settled when a bank statement shows it.'
    case 'settled':
      return 'The bank line is matched; the way back to the work is below.'
    case 'rejected':
      return payout.approvals.find((a) => a.decision === 'rejected')?.note ?? 'Its awards wait for another payout.'
    case 'returned':
      return `${payout.returnReason ?? 'The bank sent it back'}. ${payout.reissue.by ? `Reissued as ${payout.reissue.by.number}.` : 'Its awards are confirmed again; paying them takes a new payout.'}`
    case 'held':
      return payout.checks?.bank === undefined
        ? `Held because: ${payout.holdReason ?? ''}. Nothing at the payee stops it now; it goes on in the state it came from once it is resumed.`
        : `${payout.checks.bank}. Once that is mended it can be resumed and goes on in the state it came from.`
  }
}
