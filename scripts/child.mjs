// One process of the running product: `node scripts/child.mjs serve|worker|sealer`. It ends by itself when it is told to, and when its
// parent is gone, however the parent went.
const [name, ...args] = process.argv.slice(2)
const controller = new AbortController()
const stop = () => controller.abort()
process.on('SIGTERM', stop)
process.on('disconnect', stop)
// Ctrl-C reaches the whole group; the launcher decides the order in which its children end.
process.on('SIGINT', () => undefined)
process.on('SIGHUP', () => undefined)
const { main } = await import(`../.build/${name}.js`)
try {
  await main(args, controller.signal)
  process.exit(0)
} catch (error) {
  console.error(error)
  process.exit(1)
}
