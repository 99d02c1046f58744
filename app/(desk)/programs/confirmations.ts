/** Who confirms what a program computes. */
export const confirmations = [
  { value: 'by_person', label: 'By a person' },
  { value: 'by_itself', label: 'By themselves' },
] as const
