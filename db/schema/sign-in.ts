// Ways in that a company sets up for its own people: which domains are its own, and which providers vouch for them.
import { sql } from 'drizzle-orm'
import { index, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { instant, word } from '../columns.ts'
import { oneOf, tenantTable } from '../tenant-table.ts'

/** `failing`: the record is gone, for less than three days. `lost`: for longer; nothing is linked by this domain any more. */
export const domainStates = ['pending', 'proven', 'failing', 'lost', 'removed'] as const
export type DomainState = (typeof domainStates)[number]
/** What the last look-up found: our record, other records, nothing, no answer, or our record while another company holds the domain. */
export const domainAnswers = ['found', 'other', 'none', 'unanswered', 'taken'] as const
export type DomainAnswer = (typeof domainAnswers)[number]

/** A mail domain that a company claims. Proven by a TXT record that holds the token; which company holds it stands in identity.proven_domains. */
export const domains = tenantTable('domains', {
  name: text('name').notNull(), token: text('token').notNull(), state: word<DomainState>('state').notNull().default('pending'), answer: word<DomainAnswer>('answer'), provenAt: instant('proven_at'), checkedAt: instant('checked_at'),
  missingSince: instant('missing_since'), addedBy: uuid('added_by'), updatedAt: instant('updated_at').notNull().defaultNow(),
}, (t) => [
  uniqueIndex('domains_name').on(t.tenantId, t.name).where(sql`state <> 'removed'`), index('domains_list').on(t.tenantId, t.state, t.id),
  oneOf('domains_state', t.state, domainStates), oneOf('domains_answer', t.answer, domainAnswers),
])
