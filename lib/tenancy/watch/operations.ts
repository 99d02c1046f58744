import type { Operation } from '../../access/operation.ts'
import { changeAlertRules, showAlertRules } from './change-alert-rules.ts'
import { countAlerts, exportAlerts, listAlerts } from './list-alerts.ts'
import { exportSignIns, listSignIns } from './list-sign-ins.ts'
import { endAlertSession } from './end-alert-session.ts'
import { forgetSignIns } from './forget-sign-ins.ts'
import { resolveAlert, showAlert } from './show-alert.ts'
import { watchExports } from './watch-exports.ts'
import { watchSignIns } from './watch-sign-ins.ts'

export const watchOperations: readonly Operation<unknown, unknown>[] = [
  listSignIns,
  exportSignIns,
  listAlerts,
  countAlerts,
  exportAlerts,
  showAlert,
  resolveAlert,
  endAlertSession,
  forgetSignIns,
  showAlertRules,
  changeAlertRules,
  watchSignIns,
  watchExports,
]
