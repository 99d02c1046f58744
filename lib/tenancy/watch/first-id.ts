const slackMilliseconds = 86_400_000
/** The least id that can have been made at a moment (milliseconds since 1970). */
export function idAt(milliseconds: number): string {
  const hex = Math.max(0, milliseconds).toString(16).padStart(12, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`
}
/** A bound on ids for rows of that moment and later, with a day left because an id is made before its row, by another clock. */
export const firstIdOf = (at: Date): string => idAt(at.getTime() - slackMilliseconds)
