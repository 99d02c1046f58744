/** How often a review is opened anew, as forms offer it. */
export const repeatOptions = [
  { value: 'never', label: 'Never' },
  { value: 'quarterly', label: 'Every quarter' },
  { value: 'half_yearly', label: 'Every half year' },
  { value: 'yearly', label: 'Every year' },
] as const
