// The file of the main job: three people's requests of three months, as a city's system would write it. Own work; of no real person or place.

/** Closed within 48 hours, by month and person; North crew did the first so many of Jana's and of Omar's. */
const plan = [
  { month: '02', within: { 'Jana Ruiz': 6, 'Omar Haddad': 3, 'Ines Koch': 2 }, crew: 2 },
  { month: '03', within: { 'Jana Ruiz': 8, 'Omar Haddad': 5, 'Ines Koch': 2 }, crew: 2 },
  { month: '04', within: { 'Jana Ruiz': 12, 'Omar Haddad': 9, 'Ines Koch': 4 }, crew: 5 },
] as const
const late = 2
/** What the plan comes to: 51 records within 48 hours, at 2.50 each; April's 25; North crew's ten of April. */
export const expected = {
  rows: 73,
  incoming: 71,
  refused: 2,
  within: 51,
  quarter: '127.50',
  april: { records: 25, sum: '62.50', jana: '30.00', omar: '22.50', ines: '10.00' },
} as const
const two = (n: number): string => String(n).padStart(2, '0')

export function requestsFile(): string {
  const lines = ['unique_key,created_date,closed_date,agency_name,crew,category']
  let key = 90_001
  const add = (opened: string, closed: string, payee: string, crew: string, category: string) =>
    lines.push(`${key++},${opened},${closed},${payee},${crew},"${category}"`)
  for (const { month, within, crew } of plan) {
    for (const [payee, count] of Object.entries(within)) {
      const onCrew = payee === 'Ines Koch' ? 0 : crew
      // The very first of a month closes after exactly 48 hours, which still counts; one second more does not.
      for (let i = 0; i < count; i++)
        add(
          `2025-${month}-${two(2 + i)} 09:00:00+00:00`,
          i === 0 ? `2025-${month}-${two(4)} 09:00:00+00:00` : `2025-${month}-${two(3 + i)} 07:30:00+00:00`,
          payee,
          i < onCrew ? 'North crew' : '',
          i % 4 === 0 ? 'Sewer, odor' : 'Sewer, blockage',
        )
      for (let i = 0; i < late; i++)
        add(`2025-${month}-${two(18 + i)} 09:00:00+00:00`, `2025-${month}-${two(20 + i)} 09:00:01+00:00`, payee, '', 'A note\nover two lines')
    }
  }
  add('2025-04-12 09:00:00+00:00', '2025-04-11 09:00:00+00:00', 'Ines Koch', '', 'Closed before it was opened')
  add('2025-04-31 09:00:00+00:00', '2025-05-02 09:00:00+00:00', 'Ines Koch', '', 'A day that does not exist')
  add('2025-04-28 09:00:00+00:00', '', 'Omar Haddad', '', 'Still open')
  add('2025-04-29 09:00:00+00:00', '', 'Ines Koch', '', 'Still open')
  return `${lines.join('\n')}\n`
}
