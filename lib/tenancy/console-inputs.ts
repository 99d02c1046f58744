import { z } from 'zod'
import { pageInput } from '../access/list-page.ts'

const search = z.string().max(80).optional()
export const mailStates = ['waiting', 'sent', 'given_up'] as const
export const reportStates = ['open', 'overdue', 'in_time', 'late'] as const
export const reportSeverities = ['low', 'medium', 'high', 'critical', 'unsure'] as const

export const ListCompanies = z.strictObject({ state: z.enum(['active', 'suspended', 'ended']).optional(), q: search, ...pageInput })
export const ListJobs = z.strictObject({ q: search, ...pageInput })
export const ListReports = z.strictObject({ state: z.enum(reportStates).optional(), severity: z.enum(reportSeverities).optional(), q: search, ...pageInput })
export const ListOutbox = z.strictObject({ state: z.enum(mailStates).optional(), q: search, ...pageInput })
