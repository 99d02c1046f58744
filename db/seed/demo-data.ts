// A plumbing company that looks alive: deterministic people, crews and a year of finished jobs. The same seed gives the same company.
import { addDays, dayOf, startOfDay, weekday, type Day } from '../../lib/kernel/day.ts'

/** xorshift32: small, repeatable, good enough for scenery. */
export function repeatable(seed: number): () => number {
  let x = seed >>> 0 || 1
  return () => {
    x ^= x << 13
    x >>>= 0
    x ^= x >>> 17
    x ^= x << 5
    x >>>= 0
    return x / 2 ** 32
  }
}
export const demoZone = 'America/Los_Angeles'
export const demoCompany = 'Tidewell Plumbing'

/** Names as a real payroll has them: long ones, short ones, with every accent that a bank file must survive. */
export const technicians = [
  'Jana Ruiz',
  'Nguyễn Thị Bích Ngọc',
  'Łukasz Wiśniewski',
  'Amrita Subramaniam-Raghunathan',
  'Keala Kamakawiwoʻole',
  'Siobhán Ó Ceallaigh',
  'Diego Maldonado Echeverría',
  'Kofi Mensah',
  'Fatima Zahra El Idrissi',
  'Chen Wei-Ling',
  'Ingibjörg Þórsdóttir',
  'Marcus Bell',
  'Aaliyah Washington',
  'Tomáš Dvořák',
  'Søren Kjærgaard',
  'Priya Menon',
  'Hamza Yıldız',
  'Renée Lefèvre',
  'Oluwaseun Adebayo',
  'Mateo Quispe',
  'Anneliese Groß',
  'Dmytro Kovalenko',
  'Leilani Akana',
  'Patrick O’Rourke',
  'Yuki Tanabe',
  'Samir Haddad',
  'Beatriz Figueiredo',
  'Jonas Lindholm',
  'Grace Achieng',
  'Ravi Chandrasekaran',
  'Elena Petrescu',
  'Wanjiru Kamau',
] as const
export const crewNames = ['Ash', 'Birch', 'Cedar', 'Dogwood', 'Elm', 'Fir'] as const
const jobKinds: readonly { readonly kind: string; readonly titles: readonly string[]; readonly low: number; readonly high: number }[] = [
  { kind: 'repair', titles: ['Leak trace', 'Drain clearing', 'Faucet replacement', 'Valve replacement'], low: 180, high: 640 },
  { kind: 'installation', titles: ['75-gallon water heater', 'Backflow preventer', 'Sump pump', 'Gas line'], low: 900, high: 4_200 },
  { kind: 'inspection', titles: ['Sewer camera inspection', 'Annual backflow test'], low: 150, high: 420 },
  { kind: 'lining', titles: ['Sewer lateral replacement', 'Lateral lining', 'Whole-house repipe'], low: 5_200, high: 14_800 },
]
const customers = [
  'Marchetti household',
  'Alder Court Homeowners Association',
  'Phạm Dental, Monroe Street',
  'Harbor Noodle House',
  'School District 81',
  'Brannock & Osei',
  'Quay Street Lofts',
  'St. Agnes Parish',
  'Oyelaran household',
  'Northgate Bakery',
  'Pier 9 Storage',
  'Lindgren household',
]

export interface DemoJob {
  readonly key: string
  readonly kind: string
  readonly title: string
  readonly customer: string
  readonly technician: number
  readonly crew: number
  readonly openedAt: Date
  readonly closedAt: Date | null
  readonly valueMinor: bigint
  readonly callback: boolean
}
/** Jobs of the year before `today`, oldest first; the newest few are still open. */
export function demoJobs(today: Day, count = 4_200, seed = 41): DemoJob[] {
  const next = repeatable(seed),
    jobs: DemoJob[] = []
  const from = addDays(today, -365)
  for (let i = 0; jobs.length < count; i++) {
    const day = addDays(from, Math.floor((jobs.length / count) * 365))
    if (weekday(day) > 5 && next() < 0.8) {
      if (i > count * 20) break
      jobs.push(make(addDays(day, -2), jobs.length)) // backwards: forwards would lie after today at the end
      continue
    }
    jobs.push(make(day, jobs.length))
  }
  return jobs.sort((a, b) => a.openedAt.getTime() - b.openedAt.getTime())

  function make(day: Day, n: number): DemoJob {
    const shape = jobKinds[Math.min(jobKinds.length - 1, Math.floor(next() ** 1.6 * jobKinds.length))] as (typeof jobKinds)[number]
    const technician = Math.floor(next() ** 1.25 * technicians.length)
    const openedAt = new Date(startOfDay(day, demoZone).getTime() + (7 * 60 + Math.floor(next() * 600)) * 60_000)
    const hours = 1 + next() * next() * 120
    const closed = new Date(openedAt.getTime() + Math.floor(hours * 60) * 60_000)
    return {
      key: `J-${String(1_000 + n)}`,
      kind: shape.kind,
      title: shape.titles[Math.floor(next() * shape.titles.length)] as string,
      customer: customers[Math.floor(next() * customers.length)] as string,
      technician,
      crew: technician % crewNames.length,
      openedAt,
      closedAt: dayOf(closed, demoZone) >= today ? null : closed,
      valueMinor: BigInt(Math.round(shape.low + next() * (shape.high - shape.low))) * 100n,
      callback: next() < 0.06,
    }
  }
}
