import { isMainThread, parentPort, workerData } from 'node:worker_threads'
import { tellInParts, type BankFileOrder } from '../lib/platform/rails/read-beside.ts'

/** The thread beside the worker: reads one file from a bank, and tells it part by part when asked. */
export function serveReading(): void {
  if (!parentPort) throw new Error('this is a thread of the worker, not a program')
  const port = parentPort,
    parts = tellInParts(workerData as BankFileOrder)
  port.on('message', () => {
    port.postMessage(parts.next().value)
  })
}
if (!isMainThread) serveReading()
