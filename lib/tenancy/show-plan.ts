import { countOf } from '../access/demand-plan.ts'
import { query } from '../access/operation.ts'
import { bounded, boundedNames, featureNames, features, mostOf, opens, plans, planThatOpens } from '../access/plans.ts'
import { Nothing } from './member-inputs.ts'

/** What the company's plan opens and has room for, and which plan opens the rest. */
export const showPlan = query({
  name: 'tenancy.showPlan',
  needs: 'company.read',
  input: Nothing,
  run: async (ctx) => {
    const { plan } = ctx.settings,
      counts = await Promise.all(boundedNames.map((what) => countOf(ctx, what)))
    return {
      name: plans[plan].name,
      sentence: plans[plan].sentence,
      features: featureNames.map((feature) => ({ ...features[feature], isOpen: opens(plan, feature), openedBy: plans[planThatOpens(feature)].name })),
      bounds: boundedNames.map((what, i) => ({ sentence: bounded[what].sentence, has: counts[i] ?? 0, most: mostOf(plan, what) })),
    }
  },
})
