// One process of the running product: `node scripts/child.mjs serve|worker|sealer`. It ends by itself when it is told to, and when its
// parent is gone, however the parent went.
import { hearExceptions, sayFault } from './driver-faults.mjs'

const [name, ...args] = process.argv.slice(2)
const controller = new AbortController()
process.on('message', (message) => message === 'stop' && controller.abort())
// A parent that is gone without a word has left us no database either: what cannot end soon is ended, so that the next start need not wait.
// Killed and not left by process.exit, which can wait for ever for a compiler thread that waits for it (nodejs/node issue 54918).
const endWithoutParent = () => {
  controller.abort()
  setTimeout(() => process.kill(process.pid, 'SIGKILL'), 5_000)
}
process.on('disconnect', endWithoutParent)
// It may have gone while this file was being loaded: then its going was told to nobody.
if (process.send !== undefined && !process.connected) endWithoutParent()
// Ctrl-C and service managers signal the whole group at once; the launcher alone decides the order in which its children end.
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => undefined)
// The web server reports it and goes on with its other requests; the others are started again.
hearExceptions(name, () => name !== 'serve' && process.exit(1))
const { main } = await import(`../.build/${name}.js`)
try {
  await main(args, controller.signal)
  process.exit(0)
} catch (error) {
  sayFault(name, error)
  process.exit(1)
}
