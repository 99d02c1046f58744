import { z } from 'zod'

/** How long sessions last, as a company stored it; absent means the default. */
export const storedSessionLengths = z.object({
  officeIdleMinutes: z
    .int()
    .min(5)
    .max(24 * 60)
    .optional(),
  officeHoursMax: z.int().min(1).max(720).optional(),
  crewIdleDays: z.int().min(1).max(30).optional(),
  crewDaysMax: z.int().min(1).max(30).optional(),
})
export interface SessionLength {
  readonly idleSeconds: number
  readonly secondsMax: number
}
export interface SessionLengths {
  readonly office: SessionLength
  readonly crew: SessionLength
}

/** Idle and absolute expiry, in seconds: the office 30 minutes and 12 hours, crews 7 and 30 days unless the company chose otherwise. */
export function sessionLengthsOf(stored: unknown): SessionLengths {
  const own = storedSessionLengths.parse(stored ?? {})
  return {
    office: { idleSeconds: (own.officeIdleMinutes ?? 30) * 60, secondsMax: (own.officeHoursMax ?? 12) * 3600 },
    crew: { idleSeconds: (own.crewIdleDays ?? 7) * 86_400, secondsMax: (own.crewDaysMax ?? 30) * 86_400 },
  }
}
/** Whose phone lies in a truck all day keeps a session longer; everyone who decides over money does not. */
export const sessionLengthOf = (preset: string, lengths: SessionLengths): SessionLength => (preset === 'crew' ? lengths.crew : lengths.office)
