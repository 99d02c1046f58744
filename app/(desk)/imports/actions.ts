'use server'
import { action } from '@/app/_bind/action.ts'
import { paths } from '@/app/_ui/paths.ts'
import { cancelImport, checkImport, startImport } from '@/lib/incentives/check-import.ts'
import { mappingFrom } from './map-input.ts'

export const check = action(checkImport, { input: mappingFrom, then: (done) => paths.import(done.id) })
export const start = action(startImport, { then: (done) => paths.import(done.id) })
export const cancel = action(cancelImport, { then: (done) => paths.import(done.id) })
