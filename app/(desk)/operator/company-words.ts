import type { MarkShape } from '@/app/_ui/mark.tsx'
import type { CompanyView } from '@/lib/tenancy/console-lists.ts'

export const stateMark: Readonly<Record<CompanyView['state'], MarkShape>> = { active: 'disc', suspended: 'square', ended: 'slash' }
export const stateWords: Readonly<Record<CompanyView['state'], string>> = { active: 'Active', suspended: 'Suspended', ended: 'Ended' }
