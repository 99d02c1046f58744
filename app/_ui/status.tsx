import { classes } from './class-names.ts'
import { Mark, type MarkShape } from './mark.tsx'

type States<S extends string> = Record<S, readonly [MarkShape, words: string]>

/**
 * One exhaustive record per noun: its states, each with a shape and plain words. A state that a domain adds and this record lacks does
 * not compile at the place where the domain's type meets `<Status>`.
 */
export const states = {
  payout: {
    raised: ['quarter', 'Waiting for approval'],
    approved: ['half', 'Approved'],
    released: ['half', 'Released'],
    settled: ['disc', 'Settled'],
    rejected: ['slash', 'Rejected'],
    returned: ['triangle', 'Returned'],
    held: ['square', 'Held'],
  },
  award: {
    computed: ['ring', 'Computed'],
    nominated: ['quarter', 'Nominated'],
    confirmed: ['half', 'Confirmed'],
    in_payout: ['half', 'In a payout'],
    paid: ['disc', 'Paid'],
    declined: ['slash', 'Declined'],
  },
  batch: {
    draft: ['ring', 'Draft'],
    released: ['half', 'Released'],
    settled: ['disc', 'Settled'],
    refused: ['triangle', 'Refused by the bank'],
    cancelled: ['slash', 'Cancelled'],
  },
  redemption: { requested: ['quarter', 'Requested'], fulfilled: ['disc', 'Fulfilled'], cancelled: ['slash', 'Cancelled'] },
  statementLine: { unmatched: ['quarter', 'Unmatched'], matched: ['disc', 'Matched'], ignored: ['slash', 'Set aside'] },
  dispute: { open: ['square', 'Open'], upheld: ['disc', 'Upheld'], rejected: ['slash', 'Rejected'], withdrawn: ['slash', 'Withdrawn'] },
  program: { draft: ['ring', 'Draft'], active: ['disc', 'Active'], paused: ['quarter', 'Paused'], ended: ['slash', 'Ended'], archived: ['slash', 'Archived'] },
  ruleVersion: { draft: ['ring', 'Draft'], active: ['disc', 'Active'], scheduled: ['quarter', 'Scheduled'], past: ['slash', 'Past'] },
  workRecord: { open: ['quarter', 'Open'], closed: ['disc', 'Closed'], superseded: ['slash', 'Superseded'] },
  payee: { active: ['disc', 'Active'], inactive: ['square', 'Inactive'], merged: ['slash', 'Merged'] },
  import: {
    uploaded: ['ring', 'Uploaded'],
    checking: ['half', 'Checking'],
    checked: ['quarter', 'Dry run, to confirm'],
    running: ['half', 'Running'],
    done: ['disc', 'Imported'],
    failed: ['triangle', 'Failed'],
    cancelled: ['slash', 'Cancelled'],
  },
  member: { invited: ['quarter', 'Invited'], active: ['disc', 'Active'], suspended: ['square', 'Suspended'], ended: ['slash', 'Ended'] },
  accessRequest: {
    asked: ['quarter', 'Waits for an answer'],
    granted: ['half', 'Given for a time'],
    refused: ['slash', 'Refused'],
    withdrawn: ['slash', 'Taken back'],
    ended: ['slash', 'Ended early'],
    expired: ['ring', 'Run out'],
  },
  review: { open: ['half', 'Open'], late: ['triangle', 'Late'], closed: ['disc', 'Closed'] },
  reviewLine: { open: ['quarter', 'To decide'], keep: ['disc', 'Kept'], remove: ['slash', 'Removed'] },
  estimate: {
    draft: ['ring', 'Draft'],
    sent: ['quarter', 'Sent'],
    accepted: ['disc', 'Accepted'],
    declined: ['slash', 'Declined'],
    expired: ['triangle', 'Expired'],
  },
  job: {
    draft: ['ring', 'Draft'],
    scheduled: ['ring', 'Scheduled'],
    en_route: ['half', 'En route'],
    on_site: ['half', 'On site'],
    done: ['disc', 'Done'],
    cancelled: ['slash', 'Cancelled'],
  },
  invoice: {
    draft: ['ring', 'Draft'],
    sent: ['quarter', 'Sent'],
    partly_paid: ['half', 'Partly paid'],
    paid: ['disc', 'Paid'],
    overdue: ['triangle', 'Overdue'],
    void: ['slash', 'Void'],
  },
  claim: { holding: ['disc', 'Holding'], unverified: ['quarter', 'Unverified'], broken: ['triangle', 'Broken'] },
  incident: {
    investigating: ['triangle', 'Investigating'],
    identified: ['half', 'Identified'],
    monitoring: ['quarter', 'Monitoring'],
    resolved: ['disc', 'Resolved'],
  },
  report: { open: ['quarter', 'To acknowledge'], overdue: ['triangle', 'Overdue'], in_time: ['disc', 'Acknowledged'], late: ['disc', 'Acknowledged late'] },
  check: { passed: ['disc', 'Passed'], failed: ['triangle', 'Failed'], waiting: ['quarter', 'Waiting'] },
  alert: { open: ['triangle', 'Open'], resolved: ['disc', 'Resolved'] },
  signIn: { in: ['disc', 'Came in'], refused: ['slash', 'Refused'] },
  backgroundJob: {
    waiting: ['ring', 'Waiting'],
    running: ['half', 'Running'],
    done: ['disc', 'Done'],
    failing: ['quarter', 'Failing, tries again'],
    dead: ['triangle', 'Gave up'],
  },
} as const satisfies Record<string, States<string>>

export type StatusNoun = keyof typeof states
export type StateOf<N extends StatusNoun> = keyof (typeof states)[N] & string

/** The shape alone, for trails and lists that bring their own words. */
export function markOf<N extends StatusNoun>(noun: N, state: StateOf<N>): MarkShape {
  return (states[noun] as States<string>)[state]?.[0] ?? 'ring'
}
export function wordsOf<N extends StatusNoun>(noun: N, state: StateOf<N>): string {
  return (states[noun] as States<string>)[state]?.[1] ?? state
}

interface StatusProps<N extends StatusNoun> {
  noun: N
  state: StateOf<N>
  words?: React.ReactNode
  strong?: boolean
  quiet?: boolean
}

export function Status<N extends StatusNoun>({ noun, state, words, strong, quiet }: StatusProps<N>) {
  return (
    <MarkedText shape={markOf(noun, state)} {...(strong ? { strong } : {})} {...(quiet ? { quiet } : {})}>
      {words ?? wordsOf(noun, state)}
    </MarkedText>
  )
}

/** A mark with words of the page's own: `● 3 of 3`, `▲ Bank detail 2 days old`. */
export function MarkedText({
  shape,
  strong,
  quiet,
  tone,
  children,
}: {
  shape: MarkShape
  strong?: boolean
  quiet?: boolean
  tone?: 'bad' | 'warn' | 'good' | 'hold'
  children: React.ReactNode
}) {
  return (
    <span className={classes('status', strong && 'strong', quiet && 'quiet', tone && `tone-${tone}`)}>
      <Mark shape={shape} />
      <span>{children}</span>
    </span>
  )
}
