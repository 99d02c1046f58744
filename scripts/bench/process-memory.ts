import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'

/** Memory of a process that lies in RAM, in megabytes (2^20 bytes). */
export function residentMegabytes(pid: number): number {
  const file = `/proc/${pid}/status`
  const kilobytes = existsSync(file)
    ? /^VmRSS:\s+(\d+)/m.exec(readFileSync(file, 'utf8'))?.[1]
    : spawnSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' }).stdout.trim()
  if (!kilobytes) throw new Error(`process ${pid} is gone`)
  return Number(kilobytes) / 1_024
}

/** Watches a process until told to stop, and answers the most that it held. */
export function watchMemory(pid: number): { stop(): number } {
  let peak = residentMegabytes(pid)
  const timer = setInterval(() => {
    peak = Math.max(peak, residentMegabytes(pid))
  }, 20)
  return {
    stop: () => {
      clearInterval(timer)
      return Math.max(peak, residentMegabytes(pid))
    },
  }
}
