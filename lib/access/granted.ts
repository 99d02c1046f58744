import { covers, grantsFrom, isRole, roles, type Grants, type Role } from './roles.ts'
import type { Permission, Reach } from './permissions.ts'

/** Rights that somebody asked for and was given until a moment. */
export interface Granted {
  readonly requestId: string
  readonly number: string
  readonly endsAt: Date
  readonly grants: Grants
}
export interface StoredGrant {
  readonly id: string
  readonly number: string
  readonly grants: unknown
  readonly ends: string | Date
  readonly preset: string | null
  readonly own: unknown
}

/** What a grant holds now: what was approved, as far as the role that it was made from still has it. */
export function grantsOf(row: Pick<StoredGrant, 'grants' | 'preset' | 'own'>): Grants {
  const approved = grantsFrom(row.grants),
    bound = row.preset !== null ? (isRole(row.preset) ? roles[row.preset] : {}) : row.own === null || row.own === undefined ? undefined : grantsFrom(row.own)
  if (bound === undefined) return approved
  return Object.fromEntries(
    (Object.keys(approved) as Permission[]).flatMap((name) => {
      const was = approved[name],
        is = bound[name]
      if (was === undefined || is === undefined) return []
      return [[name, covers(is, was) ? was : is]]
    }),
  )
}
/** Those in force: the clock decides at each request, whether or not a job has closed them. */
export function grantedFrom(stored: unknown, now: Date): Granted[] {
  const rows = (typeof stored === 'string' ? JSON.parse(stored) : (stored ?? [])) as readonly StoredGrant[]
  return rows.flatMap((row) => {
    const endsAt = new Date(row.ends)
    return now < endsAt ? [{ requestId: row.id, number: row.number, endsAt, grants: grantsOf(row) }] : []
  })
}
/** The role with everything that was given for a time, each permission as far as the widest of them reaches. Its name and its habits stay the role's. */
export function withGranted(role: Role, granted: readonly Pick<Granted, 'grants'>[]): Role {
  if (granted.length === 0) return role
  return { ...role, grants: granted.reduce((all, one) => union(all, one.grants), role.grants) }
}
export function union(a: Grants, b: Grants): Grants {
  const joined: Record<string, Reach> = { ...a }
  for (const name of Object.keys(b) as Permission[]) {
    const reach = b[name]
    if (reach !== undefined && !covers(a[name], reach)) joined[name] = reach
  }
  return joined
}
