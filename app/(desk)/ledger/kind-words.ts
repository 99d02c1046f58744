/** What the kinds of ledger accounts are called, in the order in which money passes through them. */
export const kindWords: Readonly<Record<string, string>> = {
  funding: 'Budgets granted', budget: 'Budgets', award_hold: 'Awards waiting for confirmation', expense: 'Incentive expense', owed: 'Owed to payees', payout_raised: 'Payouts raised', under_way: 'Payouts under way', bank: 'Bank', redemption_hold: 'Redemptions requested', redeemed: 'Redeemed goods', bank_charges: 'Bank charges', suspense: 'Unexplained bank lines',
}
