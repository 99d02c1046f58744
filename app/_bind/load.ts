import { forbidden, notFound, redirect } from 'next/navigation'
import { DoorShut } from '@/lib/access/passage.ts'
import type { Operation } from '@/lib/access/operation.ts'
import { Refusal } from '@/lib/kernel/refusal.ts'
import { networkOfRefusal } from '@/lib/access/network.ts'
import { paths } from '@/app/_ui/paths.ts'
import { currentCaller } from './caller.ts'
import { told } from './told.ts'
import '@/lib/registry.ts'

/**
 * Runs a query for a page: `const payout = await load(showPayout, { id })`. A foreign or missing id is the not-found page, a missing right the
 * refused page, no session the way in. Layouts must not authorize: they are not run again on navigation.
 */
export async function load<I, O>(operation: Operation<I, O>, input: unknown): Promise<O> {
  try {
    return await read(operation, input)
  } catch (error) {
    // An address that was bent or cut: there is no such page, and nothing of ours broke.
    if (error instanceof Refusal && error.code === 'invalid') notFound()
    throw error
  }
}
async function read<I, O>(operation: Operation<I, O>, input: unknown): Promise<O> {
  const caller = await currentCaller()
  if (!caller) redirect('/sign-in')
  try {
    return await operation.invoke(caller, input)
  } catch (error) {
    if (error instanceof DoorShut) redirect('/sign-in')
    if (networkOfRefusal(error) !== undefined) redirect(paths.otherNetwork())
    if (error instanceof Refusal && error.code === 'not_found') notFound()
    if (error instanceof Refusal && error.code === 'forbidden') forbidden()
    throw await told(error)
  }
}
/** Like `load`, for a part of a page that may be missing: undefined where the right is missing. */
export async function loadIfAllowed<I, O>(operation: Operation<I, O>, input: unknown): Promise<O | undefined> {
  const caller = await currentCaller()
  if (!caller) redirect('/sign-in')
  try {
    return await operation.invoke(caller, input)
  } catch (error) {
    if (error instanceof DoorShut) redirect('/sign-in')
    if (networkOfRefusal(error) !== undefined) redirect(paths.otherNetwork())
    if (error instanceof Refusal && (error.code === 'forbidden' || error.code === 'not_found')) return undefined
    throw await told(error)
  }
}
/** Like `load`, but a refusal of the input (a damaged link, a wrong filter) is handed to the page, which says so and keeps what was asked. */
export async function loadOrRefusal<I, O>(
  operation: Operation<I, O>,
  input: unknown,
): Promise<{ value: O; refusal?: undefined } | { value?: undefined; refusal: { code: string; message: string } }> {
  try {
    return { value: await read(operation, input) }
  } catch (error) {
    if (error instanceof Refusal && error.code === 'invalid') return { refusal: { code: error.code, message: error.message } }
    throw error
  }
}
