import { bigint, char, customType, date, text, timestamp } from 'drizzle-orm/pg-core'
import type { Day } from '../lib/kernel/day.ts'

/** Column builders with one spelling for one thing. */
export const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' })
export const calendarDay = (name: string) => date(name, { mode: 'string' }).$type<Day>()
/** Whole minor units; never a float, never a numeric. */
export const minor = (name: string) => bigint(name, { mode: 'bigint' })
export const currencyCode = (name = 'currency') => char(name, { length: 3 })
/** Text limited by a check, not an enum: enum comparison is not leakproof, so row-level security would not use its index. */
export const word = <T extends string>(name: string) => text(name).$type<T>()
/** postgres.js gives and takes Buffers for bytea. */
export const bytes = customType<{ data: Buffer; driverData: Buffer }>({ dataType: () => 'bytea' })
