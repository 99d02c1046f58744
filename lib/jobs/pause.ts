import { setTimeout as delay } from 'node:timers/promises'

/** Waits, or less when told to stop. */
export async function pause(milliseconds: number, stop: AbortSignal): Promise<void> {
  if (stop.aborted) return
  try {
    await delay(milliseconds, undefined, { signal: stop })
  } catch (error) {
    if (!stop.aborted) throw error // the wait was cut short because it had to be
  }
}
