/** What the kinds of ledger accounts are called, in the order in which money passes through them. */
export const kindWords: Readonly<Record<string, string>> = {
  funding: 'Budgets granted',
  budget: 'Budgets',
  award_hold: 'Awards waiting for confirmation',
  expense: 'Incentive expense',
  owed: 'Owed to payees',
  payout_raised: 'Payouts raised',
  under_way: 'Payouts under way',
  bank: 'Bank',
  exchange: 'Currency exchange',
  redemption_hold: 'Redemptions requested',
  redeemed: 'Redeemed goods',
  bank_charges: 'Bank charges',
  suspense: 'Unexplained bank lines',
}
/** What the balance of a kind says, for those who do not read sides. */
export const kindNotes: Readonly<Record<string, string>> = {
  funding: 'what budgets were given',
  budget: 'left to grant',
  award_hold: 'granted, not confirmed yet',
  expense: 'confirmed to payees so far',
  owed: 'earned and not paid yet',
  payout_raised: 'in payouts that wait for release',
  under_way: 'at the bank, not booked yet',
  bank: 'paid out so far',
  exchange: 'between two currencies',
  redemption_hold: 'ordered from the catalogue',
  redeemed: 'handed over',
  bank_charges: 'kept by banks',
  suspense: 'waits for a decision',
}
