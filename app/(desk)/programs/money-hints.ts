/** What the amounts of a program are for, and in which currency: the sign beside the field is the company's until another is written. */
export const budgetHint =
  'In the program’s currency, one sum for all its periods: awards take from it until it is used up. Without it nothing can be computed; more can be added later.'
export const minimumHint = 'In the program’s currency, per payee: a smaller sum waits for the next payout.'
