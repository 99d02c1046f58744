import { searchEvents } from '../audit/search-events.ts'
import { listMembers } from '../tenancy/list-members.ts'
import { list, type Call } from './call.ts'
import * as resources from './resources.ts'
import { instantOf } from './resources.ts'

/** Who belongs to the company, and what its log says. */
export const companyCalls: readonly Call[] = [
  list(
    'listMembers',
    listMembers,
    {
      path: '/members',
      group: 'Company',
      summary: 'Lists members',
      detail: 'Without their addresses: a list of those leaves the product only after a second factor.',
    },
    resources.Member,
    (row) => ({ id: row.id, number: row.number, name: row.name, role: row.role, state: row.state, lastSeenAt: instantOf(row.lastSeenAt) }),
  ),
  list(
    'listAuditEvents',
    searchEvents,
    {
      path: '/audit-events',
      group: 'Company',
      summary: 'Searches the audit log, the newest first',
      detail: 'Without names and network addresses, which can be erased here and could not be there.',
    },
    resources.AuditEvent,
    (row) => ({
      id: row.id,
      entry: row.entry ?? null,
      at: row.at.toISOString(),
      event: row.event,
      sentence: row.sentence,
      actor: { kind: row.actor.kind, memberId: row.actor.id ?? null, role: row.actor.role },
      subject: row.subject ? { kind: row.subject.noun, id: row.subject.id } : null,
    }),
  ),
]
