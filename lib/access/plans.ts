import { Refusal } from '../kernel/refusal.ts'

/**
 * What can be closed to a company. Nothing that keeps people out is among it (factors, passkeys, networks, alerts, the log): safety is not
 * sold. Each names what setting it up means; what is set up already goes on (docs/decisions/0023).
 */
export const features = {
  single_sign_on: { name: 'Single sign-on', sentence: 'Add identity providers and require them' },
  provisioning: { name: 'Provisioning', sentence: 'Let a provider say by SCIM who belongs to the company' },
  custom_roles: { name: 'Own roles', sentence: 'Make roles by copying a preset' },
  access_reviews: { name: 'Access reviews', sentence: 'Open campaigns over who may do what' },
  api: { name: 'API keys', sentence: 'Let programs act by keys' },
} as const satisfies Readonly<Record<string, { readonly name: string; readonly sentence: string }>>
export type Feature = keyof typeof features
export const featureNames = Object.keys(features) as Feature[]
/** What can be counted and bounded; lib/access/demand-plan.ts counts. */
export const bounded = {
  members: { one: 'member', many: 'members', sentence: 'People who belong to the company or are invited' },
  connections: { one: 'identity provider', many: 'identity providers', sentence: 'Connections to identity providers' },
  apiKeys: { one: 'living API key', many: 'living API keys', sentence: 'Keys that open something' },
} as const satisfies Readonly<Record<string, { readonly one: string; readonly many: string; readonly sentence: string }>>
export type Bounded = keyof typeof bounded
export const boundedNames = Object.keys(bounded) as Bounded[]

interface PlanShape {
  readonly name: string
  readonly sentence: string
  readonly opens: readonly Feature[]
  /** What is not named is not bounded. */ readonly most: Readonly<Partial<Record<Bounded, number>>>
}
/** The table of entitlements, the smallest plan first: a plan opens whatever a smaller one does (a test compares). */
export const plans = {
  essential: { name: 'Essential', sentence: 'One office with passwords, passkeys and codes', opens: [], most: { members: 25, connections: 0, apiKeys: 0 } },
  business: {
    name: 'Business',
    sentence: 'A provider of its own, roles of its own and programs',
    opens: ['single_sign_on', 'custom_roles', 'api'],
    most: { members: 250, connections: 1, apiKeys: 10 },
  },
  complete: { name: 'Complete', sentence: 'Everything, without bounds', opens: featureNames, most: {} },
} as const satisfies Readonly<Record<string, PlanShape>>
export type Plan = keyof typeof plans
export const planNames = Object.keys(plans) as Plan[]
/** What a company has before an operator says otherwise: who runs the product for their own companies closes nothing to them. */
export const defaultPlan: Plan = 'complete'
/** The plan as a door answers it. Doors without one (jobs, the platform) are not judged by it; the database holds no other word. */
export const planOf = (stored: string | undefined): Plan => planNames.find((name) => name === stored) ?? defaultPlan

export const shapeOf = (plan: Plan): PlanShape => plans[plan]
export const opens = (plan: Plan, feature: Feature): boolean => shapeOf(plan).opens.includes(feature)
export const mostOf = (plan: Plan, what: Bounded): number | undefined => shapeOf(plan).most[what]
/** The smallest plan that opens the feature. */
export const planThatOpens = (feature: Feature): Plan => planNames.find((name) => opens(name, feature)) ?? defaultPlan
/** The smallest plan that has room for this many. */
export const planWithRoom = (what: Bounded, count: number): Plan => planNames.find((name) => (mostOf(name, what) ?? Infinity) >= count) ?? defaultPlan

const whoChanges = 'Whoever runs this installation changes plans.'
/** Said by the refusal and by the page alike. */
export const closedSentence = (plan: Plan, feature: Feature): string =>
  `“${features[feature].name}” is not part of the plan ${plans[plan].name}; the plan ${plans[planThatOpens(feature)].name} opens it. ${whoChanges}`
export const fullSentence = (plan: Plan, what: Bounded, count: number): string => {
  const most = mostOf(plan, what) ?? 0,
    { one, many } = bounded[what]
  return `The plan ${plans[plan].name} has room for ${most === 0 ? `no ${one}` : `${most} ${most === 1 ? one : many}`}; the plan ${plans[planWithRoom(what, count)].name} has room for this one. ${whoChanges}`
}
/** Known by its field, because a build may hold a class twice. */
const mark = 'plan'
export const planRefusal = (sentence: string, about: Feature | Bounded): Refusal => new Refusal('forbidden', sentence, { [mark]: about })
export const isPlanRefusal = (error: unknown): boolean => error instanceof Refusal && error.code === 'forbidden' && error.fields[mark] !== undefined

/** What another plan would close and open, and where more is in use than it has room for. */
export function comparePlans(before: Plan, after: Plan, use: Readonly<Partial<Record<Bounded, number>>>) {
  return {
    closes: featureNames.filter((feature) => opens(before, feature) && !opens(after, feature)),
    opens: featureNames.filter((feature) => !opens(before, feature) && opens(after, feature)),
    over: boundedNames.flatMap((what) => {
      const most = mostOf(after, what),
        has = use[what]
      return most !== undefined && has !== undefined && has > most ? [{ what, has, most }] : []
    }),
  }
}
