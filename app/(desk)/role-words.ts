import { capital } from '@/app/_ui/format.ts'

/** A role as people say it: `read_only` → `Read only`. */
export const roleWords = (role: string): string => capital(role.replaceAll('_', ' '))
