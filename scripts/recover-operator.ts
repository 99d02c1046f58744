import { closePools } from '../db/client.ts'
import { recoverOperator } from '../lib/identity/recover-operator.ts'
import '../lib/registry.ts'
import { OperatorFault } from './operator-fault.ts'

/** `npm run recover-operator -- ADDRESS [--password]`: an operator lost the second factor. The link works after a day; the address is told now. */
export async function main(args: readonly string[]): Promise<number> {
  const email = args.find((arg) => !arg.startsWith('--'))
  if (email === undefined)
    throw new OperatorFault('Name the operator: npm run recover-operator -- name@company.com (add --password when the password is lost too).')
  try {
    const made = await recoverOperator.invoke(
      { place: { requestId: 'console', ip: '', agent: 'console' } },
      { email, alsoPassword: args.includes('--password') },
    )
    console.log(
      `This link works once, from ${made.from.toISOString()} to ${made.until.toISOString()}:\n\n  ${made.url}\n\nThe address was told; signing in with the old factor before then cancels it.`,
    )
    return 0
  } catch (error) {
    if (error instanceof Error && error.name === 'Refusal') throw new OperatorFault(error.message)
    throw error
  } finally {
    await closePools()
  }
}
