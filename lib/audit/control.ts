import postgres, { type Sql } from 'postgres'
import { databaseOptions, databaseUrl } from '../config.ts'

const store = globalThis as { plumblineControl?: Sql }
/** One connection beside the pool, for stopping what runs on a connection of the pool: the pool itself may be full of what must be stopped. */
function control(): Sql {
  const url = databaseUrl('app')
  return (store.plumblineControl ??= postgres(url, {
    ...databaseOptions(url),
    max: 1,
    idle_timeout: 20,
    connect_timeout: 5,
    onnotice: () => {},
    connection: { application_name: 'plumbline control' },
  }))
}
/** Ends the statement that a backend of our own login is running. Harmless when it runs none. */
export async function cancelBackend(pid: number): Promise<void> {
  await control()`select pg_cancel_backend(${pid})`
}
