import { command, query } from '../../access/operation.ts'
import { changePolicy } from '../company.ts'
import { Nothing } from '../member-inputs.ts'
import { alertDefaults, alertRulesOf, type AlertRules } from './alert-rules.ts'
import { alertRulesChanged } from './watch-events.ts'
import { ChangeAlertRules } from './watch-inputs.ts'

const words: Readonly<Record<keyof AlertRules, string>> = {
  failures: 'refused sign-ins of one person',
  networkFailures: 'refused sign-ins from one network',
  exportRows: 'rows in one export',
  exportsAnHour: 'exports within an hour',
}
/** From when on an alert is raised. Holds from the next sign-in or export on. */
export const changeAlertRules = command({
  name: 'tenancy.changeAlertRules',
  needs: 'company.change',
  stepUp: 'recent',
  input: ChangeAlertRules,
  run: async (ctx, input): Promise<{ readonly changed: number }> => {
    const was = alertRulesOf(ctx.settings.policy),
      names = Object.keys(words) as (keyof AlertRules)[]
    const changes = names
      .filter((name) => was[name] !== input[name])
      .map((name) => ({ field: words[name], before: String(was[name]), after: String(input[name]) }))
    if (changes.length === 0) {
      ctx.unchanged('nothing differs')
      return { changed: 0 }
    }
    const { id } = await changePolicy(ctx, (own) => ({
      ...own,
      alertFailures: input.failures,
      alertNetworkFailures: input.networkFailures,
      alertExportRows: input.exportRows,
      alertExportsAnHour: input.exportsAnHour,
    }))
    ctx.record(alertRulesChanged, id, { changes })
    return { changed: changes.length }
  },
})
export const showAlertRules = query({
  name: 'tenancy.showAlertRules',
  needs: 'audit.read',
  input: Nothing,
  run: async (ctx) => ({
    rules: alertRulesOf(ctx.settings.policy),
    defaults: alertDefaults,
    mayChange: ctx.reach('company.change') === 'all',
    place: { locale: ctx.settings.locale, zone: ctx.settings.zone, now: ctx.now },
  }),
})
