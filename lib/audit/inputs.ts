import { z } from 'zod'

const id = (what: string) => z.string().max(40, `This is not the id of ${what}.`)
const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'Write the day as YYYY-MM-DD, such as 2026-05-14.')

/** What the audit log can be narrowed by. Days are the tenant's, both included. */
export const eventFilters = {
  /** Words in the detail, or a member's name. */
  q: z.string().max(200, 'Search for at most 200 characters.').optional(),
  /** A member's id, `nobody` for acts without a member, such as a failed sign-in, `machine` for background jobs, `provider` for what a provider provisioned. */
  person: id('a member').optional(),
  /** An event's name, or `payout.*` for all of a kind. */
  action: z
    .string()
    .max(80, 'This is not the name of an event.')
    .regex(/^[a-z_]+\.([a-z_]+|\*)$/, 'An event is named like payout.approved, a group of them like payout.*.')
    .optional(),
  /** One entry by its id. */
  entry: id('an entry').optional(),
  subject: id('a record').optional(),
  act: id('an act').optional(),
  request: z.string().max(80, 'This is not the id of a request.').optional(),
  ip: z
    .string()
    .max(45, 'This is not a network address.')
    .regex(/^[0-9a-fA-F:.]*$/, 'Write the address as it was recorded, such as 203.0.113.84.')
    .optional(),
  dayFrom: day.optional(),
  dayTo: day.optional(),
}
export const EventFilters = z.strictObject(eventFilters)
export type EventFilters = z.infer<typeof EventFilters>

export const SearchEvents = z.strictObject({
  ...eventFilters,
  after: z.string().max(600).optional(),
  before: z.string().max(600).optional(),
  size: z.int().min(1).max(100).optional(),
})
export type SearchEvents = z.infer<typeof SearchEvents>
export const ShowEvent = z.strictObject({ id: id('an event') })

export const exportFormats = ['csv', 'bundle'] as const
export type ExportFormat = (typeof exportFormats)[number]
export const RequestExport = z.strictObject({ format: z.enum(exportFormats, 'Choose a spreadsheet or a bundle.'), ...eventFilters })
export const OpenExport = z.strictObject({ id: id('an export') })
export const ErasePersonal = z.strictObject({
  memberId: id('a member'),
  reason: z.string().trim().min(5, 'Say why, such as the number of the request, in at least five characters.').max(300, 'At most 300 characters.'),
})
