'use server'
import { action } from '@/app/_bind/action.ts'
import { paths } from '@/app/_ui/paths.ts'
import { correctWork, recordWork } from '@/lib/incentives/record-work.ts'

export const record = action(recordWork, { then: (done) => paths.workRecord(done.id) })
export const correct = action(correctWork, { then: (done) => paths.workRecord(done.id) })
