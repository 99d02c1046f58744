'use server'
import { action } from '@/app/_bind/action.ts'
import { paths } from '@/app/_ui/paths.ts'
import { erasePersonal } from '@/lib/audit/erase-personal.ts'
import { requestExport } from '@/lib/audit/request-export.ts'

export const askForExport = action(requestExport, { then: (asked) => paths.auditExported(asked.id) })
export const erase = action(erasePersonal, {
  message: (done) => `The details were erased from ${done.events} ${done.events === 1 ? 'event' : 'events'}. Every proof still holds.`,
})
