'use server'
import { action } from '@/app/_bind/action.ts'
import { paths } from '@/app/_ui/paths.ts'
import { saveOriginator } from '@/lib/incentives/save-originator.ts'

export const save = action(saveOriginator, { then: () => paths.settings('rails') })
