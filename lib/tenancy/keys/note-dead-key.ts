import { z } from 'zod'
import { identityAct } from '../../access/identity-act.ts'
import { networkOf } from '../../identity/throttle-rules.ts'
import { countTry, hasRoom, lookAtCounter } from '../../identity/throttle.ts'

/** A key that opened nothing: whether it never was one, is over, or its maker is out, every caller is answered alike and counted by its network. */
export const noteDeadKey = identityAct({
  name: 'tenancy.noteDeadKey',
  credential: 'none',
  why: 'counts guesses of keys by network; says nothing and opens nothing',
  input: z.strictObject({}),
  run: async (ctx): Promise<Record<string, never>> => {
    const counter = await lookAtCounter(ctx, 'keyFromNetwork', networkOf(ctx.place.ip))
    ctx.unchanged('nothing was opened')
    if (hasRoom(ctx, counter)) await countTry(ctx, counter)
    return {}
  },
})
