'use server'
import { action } from '@/app/_bind/action.ts'
import { paths } from '@/app/_ui/paths.ts'
import { cancelBatch, changeBatch, makeBatch } from '@/lib/incentives/make-batch.ts'
import { refuseBatch } from '@/lib/incentives/refuse-batch.ts'
import { releaseBatch } from '@/lib/incentives/release-batch.ts'

export const make = action(makeBatch, { then: (batch) => paths.batch(batch.id) })
export const change = action(changeBatch, { then: (batch) => paths.batch(batch.id) })
export const cancel = action(cancelBatch, { then: (batch) => paths.batch(batch.id) })
export const release = action(releaseBatch, { then: (batch) => paths.batch(batch.id), looksAgain: true })
export const refuse = action(refuseBatch, { then: (batch) => paths.batch(batch.id) })
