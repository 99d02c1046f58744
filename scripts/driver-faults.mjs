/**
 * Whether an error is the database driver's late write: it throws from a timer when a socket breaks under a statement. That statement has
 * failed already and its caller has been told; nothing else has happened.
 */
export const isLateWrite = (error) => error instanceof TypeError && /nextWrite .*[\\/]postgres[\\/]/.test(error.stack ?? '')

/** Hears what nobody caught, for the whole process. @param otherwise what follows when it is no late write. */
export function hearExceptions(name, otherwise) {
  process.on('uncaughtException', (error) => {
    if (isLateWrite(error)) return console.error(JSON.stringify({ level: 'warn', message: 'a database connection broke under a statement', process: name }))
    console.error(error)
    otherwise()
  })
}
