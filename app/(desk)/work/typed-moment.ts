import { offsetAt } from '@/lib/kernel/day.ts'

/** A moment as it is typed: the company's clock with its offset, so that an hour that comes twice stays the one it was. */
export function typedMoment(at: Date | null, zone: string): string {
  if (at === null) return ''
  const offset = offsetAt(at, zone),
    minutes = Math.abs(offset) / 60_000,
    two = (n: number): string => String(n).padStart(2, '0')
  return `${new Date(at.getTime() + offset).toISOString().slice(0, 19).replace('T', ' ')}${offset < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`
}
