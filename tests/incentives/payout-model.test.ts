// Whatever people and banks do in whatever order, a payout goes only where the rules allow, and every cent is where the model says.
// ASVS V2.3.1
import { test } from 'vitest'
import { runModel } from '../support/payout-model.ts'
import '../../lib/registry.ts'

test('random stories of raising, deciding, releasing and answering agree with the model', async () => {
  await runModel(6)
}, 120_000)
