'use server'

import { appearanceAction } from '@/app/_bind/appearance.ts'
import { setAppearance } from '@/lib/identity/set-appearance.ts'

export const saveTheme = appearanceAction(setAppearance, 'theme')
