// A local database says where an address is; without one, with a broken one or for an inside address the place is unknown, and nothing breaks.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { loadConfig } from '../../lib/config.ts'
import { configuredPlaces, openPlaces } from '../../lib/platform/place/places.ts'
import { mmdb } from '../support/mmdb.ts'

const folder = mkdtempSync(join(tmpdir(), 'places-')),
  file = join(folder, 'places.mmdb')
afterAll(() => {
  rmSync(folder, { recursive: true })
})
const write = (body: Buffer): string => {
  writeFileSync(file, body)
  return file
}
const cities = mmdb({
  '81.2.69.0/24': { city: 'London', country: 'United Kingdom', latitude: 51.5, longitude: -0.12 },
  '2a02:100::/32': { city: 'Zürich', country: 'Switzerland', latitude: 47.37, longitude: 8.54 },
  '89.160.20.0/24': { country: 'Sweden' },
  '10.0.0.0/8': { city: 'Nowhere' },
})

test('an address outside has its city, country and point, in IPv4 and IPv6', () => {
  const { places, state } = openPlaces(write(cities))
  expect(state).toMatchObject({ kind: 'read', type: 'Test-City' })
  expect(places.find('81.2.69.142')).toEqual({ city: 'London', country: 'United Kingdom', point: { latitude: 51.5, longitude: -0.12 } })
  expect(places.find('2a02:100:7::9')).toEqual({ city: 'Zürich', country: 'Switzerland', point: { latitude: 47.37, longitude: 8.54 } })
  expect(places.find('89.160.20.112')).toEqual({ city: '', country: 'Sweden', point: undefined })
})
test('private, reserved, unlisted and misspelt addresses are unknown, whatever the file says of them', () => {
  const { places } = openPlaces(write(cities))
  expect(
    ['10.1.2.3', '127.0.0.1', '192.0.2.7', '::1', 'fe80::1', '81.2.70.1', '2a02:200::1', '', 'localhost', '81.2.69.300', '81.2.69.1:443'].map((ip) =>
      places.find(ip),
    ),
  ).toEqual(Array.from({ length: 11 }, () => undefined))
})
test('values of a wrong kind and degrees that cannot be are no place', () => {
  const { places } = openPlaces(write(mmdb({ '81.2.69.0/24': { city: 'Odd', latitude: 951, longitude: 0 } })))
  expect(places.find('81.2.69.1')).toEqual({ city: 'Odd', country: '', point: undefined })
})
test('a missing, empty, cut or foreign file is named, and every place is unknown', () => {
  const bodies = [Buffer.alloc(0), Buffer.from('<html>'), cities.subarray(0, 200)],
    paths = [
      join(folder, 'none.mmdb'),
      folder,
      ...bodies.map((body, i) => {
        const path = join(folder, `broken-${i}.mmdb`)
        writeFileSync(path, body)
        return path
      }),
    ]
  const faults = paths.map((path) => {
    const { places, state } = openPlaces(path)
    return [state.kind, places.find('81.2.69.142')]
  })
  expect(faults).toEqual(Array.from({ length: 5 }, () => ['broken', undefined]))
  expect(openPlaces(join(folder, 'none.mmdb')).state).toEqual({
    kind: 'broken',
    fault: 'PLUMBLINE_GEO_DATABASE cannot be used: there is no such file. Places are unknown until it can.',
  })
  expect(openPlaces(folder).state).toMatchObject({ fault: expect.stringContaining('it is a folder') as string })
})
test('a file whose tree points into nothing answers unknown and never throws', () => {
  const damaged = Buffer.from(cities)
  damaged.fill(0xff, 0, 600)
  const { places } = openPlaces(write(damaged))
  expect(['81.2.69.142', '2a02:100::1', '200.0.0.1'].map((ip) => places.find(ip))).toEqual([undefined, undefined, undefined])
})
test('a file that is put in place or replaced while running counts from the next look on', () => {
  const later = join(folder, 'later.mmdb')
  expect(configuredPlaces(later).state.kind).toBe('broken')
  writeFileSync(later, cities)
  expect(configuredPlaces(later).places.find('81.2.69.1')?.city).toBe('London')
  writeFileSync(later, mmdb({ '81.2.69.0/24': { city: 'Leeds again' } }))
  expect(configuredPlaces(later).places.find('81.2.69.1')?.city).toBe('Leeds again')
})
test('without the setting there is no file to read, and no fault', () => {
  expect(loadConfig({}).geoDatabase).toBeUndefined()
  expect(loadConfig({ PLUMBLINE_GEO_DATABASE: '/srv/places.mmdb' }).geoDatabase).toBe('/srv/places.mmdb')
  expect(configuredPlaces(undefined).state).toEqual({ kind: 'none' })
})
