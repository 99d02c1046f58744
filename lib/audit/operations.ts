import type { Operation } from '../access/operation.ts'
import { erasePersonal } from './erase-personal.ts'
import { mailCheckpoint } from './mail-checkpoint.ts'
import { recordNotice } from './record-notices.sql.ts'
import { openExport, requestExport } from './request-export.ts'
import { searchEvents } from './search-events.ts'
import { showEvent } from './show-event.ts'
import { showSeal } from './show-seal.ts'

export const operations: readonly Operation<unknown, unknown>[] = [
  searchEvents,
  showEvent,
  showSeal,
  requestExport,
  openExport,
  erasePersonal,
  mailCheckpoint,
  recordNotice,
]
