import type { Instrumentation } from 'next'

/**
 * What threw while a page, an action or a route was drawn. The framework keeps the error itself from the reader and shows a reference in its
 * place; here the two meet, so that the reference on the screen leads whoever runs this to the cause.
 */
export const onRequestError: Instrumentation.onRequestError = async (error, request, context) => {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return
  const { log } = await import('./lib/platform/log/log.ts')
  const { passingDigests } = await import('./app/_ui/busy.ts')
  const digest = typeof error === 'object' && error !== null && 'digest' in error ? String(error.digest) : undefined
  // Refused for now, as it was meant to be: nothing broke, and nobody is to be woken.
  if (digest !== undefined && passingDigests.includes(digest))
    return void log('info', 'page refused', { why: digest, method: request.method, path: request.path.split('?')[0], route: context.routePath })
  // The request's id finds its own line in the log; the reference is what its reader was shown.
  log('error', 'page broke', {
    ref: digest,
    requestId: request.headers['x-request-id'],
    ip: request.headers['x-client-ip'],
    method: request.method,
    path: request.path.split('?')[0],
    route: context.routePath,
    error,
  })
}
