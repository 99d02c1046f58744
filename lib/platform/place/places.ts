import { readFileSync, statSync } from 'node:fs'
import { Reader, type Response } from 'mmdb-lib'
import { config } from '../../config.ts'
import { isOutside } from '../egress/outside-address.ts'
import type { KnownPlace, Places, PlacesState } from './port.ts'

const sizeMax = 1_000_000_000
interface Opened {
  readonly stamp: string
  readonly places: Places
  readonly state: PlacesState
}
const nowhere: Places = { find: () => undefined }

/** The MMDB file (MaxMind DB format 2.0) at `path`: of cities or of countries. A file that cannot be read is a state in words, never a throw. */
export function openPlaces(path: string): { readonly places: Places; readonly state: PlacesState } {
  try {
    if (statSync(path).size > sizeMax) return broken('it is larger than 1 GB')
    const reader = new Reader<Response>(readFileSync(path)),
      { databaseType, buildEpoch, binaryFormatMajorVersion } = reader.metadata
    if (binaryFormatMajorVersion !== 2) return broken(`its format is ${binaryFormatMajorVersion}, not 2`)
    return { state: { kind: 'read', type: databaseType, builtAt: buildEpoch }, places: { find: (ip) => (isOutside(ip) ? found(reader, ip) : undefined) } }
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    return broken(
      code === 'ENOENT'
        ? 'there is no such file'
        : code === 'EACCES'
          ? 'it may not be read by this process'
          : code === 'EISDIR'
            ? 'it is a folder'
            : 'it is not an MMDB file, or it is damaged',
    )
  }
}
const broken = (why: string): { places: Places; state: PlacesState } => ({
  places: nowhere,
  state: { kind: 'broken', fault: `PLUMBLINE_GEO_DATABASE cannot be used: ${why}. Places are unknown until it can.` },
})

function found(reader: Reader<Response>, ip: string): KnownPlace | undefined {
  try {
    const record = reader.get(ip) as Record | null
    if (record === null || typeof record !== 'object') return undefined
    const city = text(record.city?.names?.['en']),
      country = text(record.country?.names?.['en'] ?? record.country?.iso_code),
      { latitude, longitude } = record.location ?? {}
    const point = isDegree(latitude, 90) && isDegree(longitude, 180) ? { latitude, longitude } : undefined
    return city === '' && country === '' && point === undefined ? undefined : { city, country, point }
  } catch {
    return undefined // a damaged branch of the file: unknown, as said by the port
  }
}
interface Named {
  readonly names?: Readonly<{ [language: string]: unknown }>
  readonly iso_code?: unknown
}
interface Record {
  readonly city?: Named
  readonly country?: Named
  readonly location?: { readonly latitude?: unknown; readonly longitude?: unknown }
}
const text = (value: unknown): string => (typeof value === 'string' ? value.slice(0, 100) : '')
const isDegree = (value: unknown, most: number): value is number => typeof value === 'number' && Number.isFinite(value) && Math.abs(value) <= most

let opened: Opened | undefined
/** The configured file, read again when it was replaced. Without one every place is unknown. */
export function configuredPlaces(path: string | undefined = config().geoDatabase): { readonly places: Places; readonly state: PlacesState } {
  if (path === undefined) return { places: nowhere, state: { kind: 'none' } }
  const stamp = stampOf(path)
  if (opened?.stamp !== stamp) opened = { stamp, ...openPlaces(path) }
  return opened
}
function stampOf(path: string): string {
  const stats = statSync(path, { throwIfNoEntry: false })
  return stats === undefined ? `${path} missing` : `${path} ${stats.ino} ${stats.mtimeMs} ${stats.size}`
}
/** Who is asked. Tests replace `now`. */
export const geography: { now: () => Places } = { now: () => configuredPlaces().places }
