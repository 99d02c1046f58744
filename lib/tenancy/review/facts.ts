import type { LineKindName } from '../../../db/schema/access.ts'
import { permissions, type Permission, type Reach } from '../../access/permissions.ts'
import { companyPermissions, type Grants } from '../../access/roles.ts'
import { canonicalJson, sha256Hex } from '../../kernel/digest.ts'
import { groupOf } from '../list-roles.ts'
import { writeGrants } from '../role-draft.ts'

/** What a line says of its subject: numbers and words, no names of people, so that they can be erased elsewhere without breaking the digest. */
export interface Facts {
  readonly kind: LineKindName
  readonly id: string
  /** M-00007, the name of a role or a token, RQ-00003. */
  readonly label: string
  readonly facts: Readonly<Record<string, string>>
  /** `payout.read:all` and the like. */
  readonly may: readonly string[]
}
export interface Draft {
  readonly subjectId: string
  readonly memberId: string | null
  readonly holdsMoney: boolean
  readonly facts: Facts
}

/** What moves money, decides where it goes, or makes what will be paid. */
export const moneyPermissions: readonly Permission[] = [
  'payout.raise',
  'payout.approve',
  'payout.release',
  'batch.make',
  'batch.download',
  'originator.change',
  'bank_detail.change',
  'bank_detail.reveal',
  'statement.import',
  'award.confirm',
  'award.correct',
  'redemption.decide',
]
export const holdsMoney = (grants: Grants): boolean => moneyPermissions.some((name) => grants[name] === 'all')
export const mayOf = (grants: Grants): string[] => writeGrants(grants)

/** The bytes of a line, and of all lines in their order: what the digests are over. */
export const frozenText = (facts: Facts): string => canonicalJson(facts)
export const digestOfLines = (frozen: readonly string[]): string => sha256Hex(`[${frozen.join(',')}]`)
export const readFrozen = (text: string): Facts => JSON.parse(text) as Facts

/** Changes by themselves, without anybody having given or taken anything. */
const restless = new Set(['last sign-in', 'last used', 'members'])
/** What differs between then and now, in words; nothing left of the subject is a difference too. */
export function changesSince(then: Facts, now: Facts | undefined): string[] {
  if (!now) return ['it is over by now']
  const words = Object.keys({ ...then.facts, ...now.facts })
    .filter((key) => !restless.has(key) && then.facts[key] !== now.facts[key])
    .map((key) => `${key}: ${then.facts[key] ?? 'none'} → ${now.facts[key] ?? 'none'}`)
  const gained = now.may.filter((grant) => !then.may.includes(grant)),
    lost = then.may.filter((grant) => !now.may.includes(grant))
  return [
    ...(then.label === now.label ? [] : [`name: ${then.label} → ${now.label}`]),
    ...words,
    ...(gained.length > 0 ? [`may more: ${gained.map(sentenceOf).join(', ')}`] : []),
    ...(lost.length > 0 ? [`may less: ${lost.map(sentenceOf).join(', ')}`] : []),
  ]
}
const nameOf = (grant: string): Permission | undefined => {
  const name = grant.split(':')[0]
  return companyPermissions.find((known) => known === name)
}
const sentenceOf = (grant: string): string => {
  const name = nameOf(grant),
    reach = grant.split(':')[1] ?? ''
  return name === undefined ? grant : `${permissions[name]}${reach === 'all' ? '' : ` (${reach})`}`
}
/** What the subject may do, grouped as the role editor does. */
export const mayInGroups = (
  facts: Facts,
): {
  readonly label: string
  readonly rows: readonly { readonly name: Permission; readonly sentence: string; readonly reach: Reach; readonly isMoney: boolean }[]
}[] =>
  groupOf(
    facts.may.flatMap((grant) => {
      const name = nameOf(grant)
      return name === undefined ? [] : [{ name, sentence: permissions[name], reach: grant.split(':')[1] as Reach, isMoney: moneyPermissions.includes(name) }]
    }),
  )
