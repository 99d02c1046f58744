/** Who confirms what a program computes. */
export const confirmations = [
  { value: 'by_person', label: 'By a person' },
  { value: 'by_itself', label: 'By themselves' },
] as const
export const confirmationHint = 'By themselves: at once, unless the work was recorded by its own payee'
