// A broken rule of the database is known by its constraint, and no message that holds a query's parameters leaves the passage.
import { expect, test } from 'vitest'
import { z } from 'zod'
import { crews } from '../../db/schema/work.ts'
import { command } from '../../lib/access/operation.ts'
import { violated } from '../../lib/access/passage.ts'
import { conflict } from '../../lib/kernel/refusal.ts'
import { redact } from '../../lib/platform/log/redact.ts'
import { makeWorld, refusalOf } from '../support/world.ts'

const twice = (catches: boolean) =>
  command({
    name: 'test.twice',
    needs: 'payee.change',
    input: z.strictObject({ name: z.string() }),
    run: async (ctx, { name }) => {
      try {
        for (const number of ['C-1', 'C-2']) await ctx.tx.insert(crews).values({ name, key: 'same', number })
      } catch (error) {
        if (catches && violated(error) === 'crews_key') throw conflict('There is such a crew.')
        throw error
      }
    },
  })
test('the verb turns it into a sentence', async () => {
  expect(await refusalOf((await makeWorld()).as('manager').run(twice(true), { name: 'Ash' }))).toMatchObject({
    code: 'conflict',
    message: 'There is such a crew.',
  })
})
test('uncaught it is the database’s own error, without the values of the query', async () => {
  const error: unknown = await (
    await makeWorld()
  )
    .as('manager')
    .run(twice(false), { name: 'very secret name' })
    .catch((thrown: unknown) => thrown)
  expect(error).toMatchObject({ code: '23505' })
  expect((error as Error).message).not.toContain('very secret')
})
test('a log line about a failed query tells its cause and not its parameters', () => {
  const failed = Object.assign(new Error('Failed query: insert\nparams: very secret'), {
    query: 'insert',
    params: ['very secret'],
    cause: Object.assign(new Error('duplicate key'), { code: '23505' }),
  })
  expect(JSON.stringify(redact({ error: failed }))).not.toContain('very secret')
  expect(redact({ error: failed })).toMatchObject({ error: { message: 'duplicate key', code: '23505' } })
})
