/** Bytes of a request body by what it is for; more is answered 413 before the framework sees it. */
export const megabyte = 1_048_576
/** Imports are streamed; the middleware does not run there, because it would hold the whole body in memory. */
export const uploadPaths: readonly string[] = ['/api/imports/upload', '/api/statements/upload']
const limits = { upload: 200 * megabyte, form: 10 * megabyte, action: megabyte, report: 64 * 1024 }

/** Headroom for the multipart frame around a file of exactly the allowed size. */
const frame = 64 * 1024

/** The most bytes this request may send. */
export function bodyLimit(path: string, contentType: string | undefined): number {
  if (uploadPaths.includes(path)) return limits.upload + frame
  if (path === '/reports/csp') return limits.report
  if (contentType?.toLowerCase().startsWith('multipart/form-data') === true) return limits.form + frame
  return limits.action
}
