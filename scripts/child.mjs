// One process of the running product: `node scripts/child.mjs serve|worker|sealer`. It ends by itself when it is told to, and when its
// parent is gone, however the parent went.
const [name, ...args] = process.argv.slice(2)
const controller = new AbortController()
process.on('message', (message) => message === 'stop' && controller.abort())
// A parent that is gone without a word has left us no database either: what cannot end soon is ended, so that the next start need not wait.
process.on('disconnect', () => {
  controller.abort()
  setTimeout(() => process.exit(1), 5_000)
})
// Ctrl-C and service managers signal the whole group at once; the launcher alone decides the order in which its children end.
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => undefined)
// The database driver throws from a timer when a socket breaks under a statement; that statement has failed already, and nothing else has.
const isLateWrite = (error) => error instanceof TypeError && /nextWrite .*[\\/]postgres[\\/]/.test(error.stack ?? '')
process.on('uncaughtException', (error) => {
  if (isLateWrite(error)) return console.error(JSON.stringify({ level: 'warn', message: 'a database connection broke under a statement', process: name }))
  console.error(error)
  // The web server reports it and goes on with its other requests; the others are started again.
  if (name !== 'serve') process.exit(1)
})
const { main } = await import(`../.build/${name}.js`)
try {
  await main(args, controller.signal)
  process.exit(0)
} catch (error) {
  console.error(error)
  process.exit(1)
}
