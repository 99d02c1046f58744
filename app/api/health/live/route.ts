export const dynamic = 'force-dynamic'

/** The process runs. It says nothing about the database: a restart would not mend that. */
export function GET(): Response {
  return Response.json({ status: 'alive' })
}
