/**
 * Whether an error is the database driver's late write: it throws from a timer when a socket breaks under a statement. That statement has
 * failed already and its caller has been told; nothing else has happened.
 */
export const isLateWrite = (error) => error instanceof TypeError && /nextWrite .*[\\/]postgres[\\/]/.test(error.stack ?? '')

/**
 * A fault as one line of the log: its words and where it arose. Not the object, which a driver hangs its connection on, keys and all.
 * @param name of the process that it ended
 */
export function sayFault(name, error) {
  const { stack, code } = error instanceof Error ? error : { stack: String(error), code: undefined }
  console.error(JSON.stringify({ at: new Date().toISOString(), level: 'error', message: 'process failed', process: name, code, error: stack }))
}

/** Hears what nobody caught, for the whole process. @param otherwise what follows when it is no late write. */
export function hearExceptions(name, otherwise) {
  process.on('uncaughtException', (error) => {
    if (isLateWrite(error)) return console.error(JSON.stringify({ level: 'warn', message: 'a database connection broke under a statement', process: name }))
    sayFault(name, error)
    otherwise()
  })
}
