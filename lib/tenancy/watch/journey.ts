import { distanceMin, speedMax } from './alert-rules.ts'

export interface Point {
  readonly latitude: number
  readonly longitude: number
}
export interface Stay {
  readonly at: Date
  readonly point: Point
}
/** `speed` in km/h; Infinity for two places at one moment. */
export interface Journey {
  readonly km: number
  readonly hours: number
  readonly speed: number
}

const earthRadius = 6_371,
  radians = (degrees: number): number => (degrees * Math.PI) / 180
/** Along the surface of the earth, in kilometres (haversine). */
export function kilometresBetween(a: Point, b: Point): number {
  const lat = radians(b.latitude - a.latitude),
    lon = radians(b.longitude - a.longitude)
  const h = Math.sin(lat / 2) ** 2 + Math.cos(radians(a.latitude)) * Math.cos(radians(b.latitude)) * Math.sin(lon / 2) ** 2
  return 2 * earthRadius * Math.asin(Math.min(1, Math.sqrt(h)))
}
export function journeyOf(a: Stay, b: Stay): Journey {
  const km = kilometresBetween(a.point, b.point),
    hours = Math.abs(b.at.getTime() - a.at.getTime()) / 3_600_000
  return { km, hours, speed: hours === 0 ? (km === 0 ? 0 : Infinity) : km / hours }
}
/** Far enough apart to be sure, and faster than anybody travels. */
export const isImpossible = ({ km, speed }: Journey): boolean => km >= distanceMin && speed > speedMax
