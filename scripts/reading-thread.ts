import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { Refusal } from '../lib/kernel/refusal.ts'
import { takeInParts, type BankFileMessage, type BankFileOrder, type BankFileRead, type ReadBankFile } from '../lib/platform/rails/read-beside.ts'

/** Twice what an ordinary file of 50 MB needs; a file that needs more ends its thread and not the worker. */
export const readingMegabytesMax = 1_536

/**
 * Reads bank files in a thread, one file at a time: two large ones would need twice the memory. The thread is given the file and nothing
 * else, no environment and so no secret: what a stranger wrote is taken apart where there is nothing to find.
 */
export function readInThread(program: URL, megabytesMax = readingMegabytesMax): ReadBankFile {
  let before: Promise<unknown> = Promise.resolve()
  return (order) => {
    const turn = before.then(() => readOne(program, order, megabytesMax))
    before = Promise.allSettled([turn])
    return turn
  }
}

async function readOne(program: URL, order: BankFileOrder, maxOldGenerationSizeMb: number): Promise<BankFileRead> {
  const thread = new Worker(program, { workerData: order, env: {}, execArgv: [], resourceLimits: { maxOldGenerationSizeMb } })
  const ended = once(thread, 'exit').then(([code]) => {
    throw new Error(`the reading of a bank file ended early (${String(code)})`)
  })
  try {
    return await takeInParts(async () => {
      thread.postMessage('next')
      const [message] = (await Promise.race([once(thread, 'message'), ended])) as [BankFileMessage]
      return message
    })
  } catch (error) {
    if (error instanceof Error && Reflect.get(error, 'code') === 'ERR_WORKER_OUT_OF_MEMORY')
      throw new Refusal('invalid', 'The file takes more memory to read than any bank file of its size. Ask the bank for one file per day.')
    throw error
  } finally {
    await thread.terminate()
  }
}
