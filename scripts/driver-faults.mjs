/**
 * Whether an error is the database driver's late write: it throws from a timer when a socket breaks under a statement. That statement has
 * failed already and its caller has been told; nothing else has happened.
 */
export const isLateWrite = (error) => error instanceof TypeError && /nextWrite .*[\\/]postgres[\\/]/.test(error.stack ?? '')

/** The message of a failed query holds its parameters: its cause is told in its place. */
const tellable = (error) => (error instanceof Error && error.message.startsWith('Failed query') && error.cause !== undefined ? error.cause : error)
/**
 * What nobody caught, as one line of the log: its words and where it arose, and those of its cause. Not the object, which a driver hangs its
 * connection on, keys and all.
 * @param name of the process
 */
export function sayFault(name, error) {
  const told = tellable(error),
    { stack, code, cause } = told instanceof Error ? told : { stack: String(told) }
  const words = cause instanceof Error ? tellable(cause).stack : undefined
  console.error(
    JSON.stringify({ at: new Date().toISOString(), level: 'error', message: 'nobody caught an error', process: name, code, error: stack, cause: words }),
  )
}

/** Hears what nobody caught, for the whole process. @param otherwise what follows when it is no late write. */
export function hearExceptions(name, otherwise) {
  process.on('uncaughtException', (error) => {
    if (isLateWrite(error)) return console.error(JSON.stringify({ level: 'warn', message: 'a database connection broke under a statement', process: name }))
    sayFault(name, error)
    otherwise()
  })
}
