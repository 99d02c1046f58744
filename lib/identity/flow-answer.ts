import type { FlowStep } from './flow.ts'
import type { SessionToken } from './session-token.ts'

/** What a step answers: where to go, and which cookies change. `flow: null` ends the pre-auth cookie. */
export interface FlowAnswer {
  readonly go: FlowStep | 'home' | 'factors'
  readonly flow: string | null
  readonly session?: SessionToken
  /** The page that was asked for before signing in: a path of our own. */
  readonly next?: string | undefined
}
