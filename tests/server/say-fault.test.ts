// What ends a process is told in one line, without what a driver hangs on its errors: its connection, with the key that cancels statements.
import { expect, test, vi } from 'vitest'
import { sayFault } from '../../scripts/driver-faults.mjs'

test('words, code and place are said; the connection and its keys are not', () => {
  const said = vi.spyOn(console, 'error').mockImplementation(() => undefined)
  try {
    sayFault(
      'worker',
      Object.assign(new Error('Connection terminated unexpectedly'), { code: 'ECONNRESET', client: { secretKey: 4417_0815, password: 'canary-4417' } }),
    )
    sayFault('worker', 'a text that was thrown')
    const failed = new Error('Failed query: insert params: canary-4417', { cause: new Error('duplicate key') })
    sayFault('serve', failed)
    sayFault('serve', new Error('nothing was written', { cause: failed }))
    const lines = said.mock.calls.map(([line]) => String(line))
    expect(lines.map((line) => JSON.parse(line) as object)).toMatchObject([
      { level: 'error', process: 'worker', code: 'ECONNRESET', error: expect.stringContaining('Connection terminated unexpectedly\n    at ') },
      { level: 'error', process: 'worker', error: 'a text that was thrown' },
      { error: expect.stringContaining('duplicate key') },
      { error: expect.stringContaining('nothing was written'), cause: expect.stringContaining('duplicate key') },
    ])
    expect(lines.join('\n')).not.toMatch(/44170815|canary-4417/)
    for (const line of lines) expect(line).not.toContain('\n')
  } finally {
    said.mockRestore()
  }
})
