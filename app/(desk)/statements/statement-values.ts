/** A mapping that was left empty is no mapping: the one used last counts. */
export function withMapping(values: Record<string, unknown>): Record<string, unknown> {
  const { mapping, ...rest } = values
  const filled = typeof mapping === 'object' && mapping !== null && Object.keys(mapping).some((key) => key !== 'dayFormat' && key !== 'decimals')
  return filled ? values : rest
}
