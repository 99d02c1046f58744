import { storedPolicy } from '../policy.ts'

/** From when on something is worth an admin's look. */
export interface AlertRules {
  /** Refused attempts of one person within `burstMinutes`. */ readonly failures: number
  /** The same from one network, whoever was meant. */ readonly networkFailures: number
  readonly exportRows: number
  readonly exportsAnHour: number
}
export const alertDefaults: AlertRules = { failures: 10, networkFailures: 30, exportRows: 5_000, exportsAnHour: 10 }
export const burstMinutes = 15
/** A device or a network counts as known for so long after a sign-in with it. */
export const knownDays = 90
/** Nobody is this fast, airliners included; below the distance the places of addresses are too rough to judge by. */
export const speedMax = 1_000,
  distanceMin = 300

/** The company's own numbers, defaults filled in. */
export function alertRulesOf(policy: unknown): AlertRules {
  const own = storedPolicy.parse(policy ?? {})
  return {
    failures: own.alertFailures ?? alertDefaults.failures,
    networkFailures: own.alertNetworkFailures ?? alertDefaults.networkFailures,
    exportRows: own.alertExportRows ?? alertDefaults.exportRows,
    exportsAnHour: own.alertExportsAnHour ?? alertDefaults.exportsAnHour,
  }
}
