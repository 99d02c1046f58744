'use server'
import { ownAction } from '@/app/_bind/own.ts'
import { paths } from '@/app/_ui/paths.ts'
import { switchCompany } from '@/lib/identity/switch-company.ts'

export const change = ownAction(switchCompany, ['memberId', 'factorCode'], () => 'Switched.', () => paths.home())
