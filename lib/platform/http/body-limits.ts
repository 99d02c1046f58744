import { isPublicPath } from './public-paths.ts'

/** Bytes of a request body by what it is for; more is answered 413 before the framework sees it. */
export const megabyte = 1_048_576
const limits = { form: 10 * megabyte, action: megabyte, report: 64 * 1024 }
/**
 * Uploads are streamed; the middleware does not run there, because it would hold the whole body in memory. A statement is read as one
 * document, so it is bound by what its reader takes.
 */
const uploads: Readonly<Record<string, number>> = { '/api/imports/upload': 200 * megabyte, '/api/statements/upload': 50 * megabyte }
export const uploadPaths: readonly string[] = Object.keys(uploads)

/** Headroom for the multipart frame around a file of exactly the allowed size. */
const frame = 64 * 1024

/** The most bytes this request may send. */
export function bodyLimit(path: string, contentType: string | undefined): number {
  const upload = uploads[path]
  if (upload !== undefined) return upload + frame
  if (path === '/reports/csp') return limits.report
  // A file comes with a form of somebody who is signed in; a stranger's form is taken apart before anything is known about them.
  if (contentType?.toLowerCase().startsWith('multipart/form-data') === true && !isPublicPath(path)) return limits.form + frame
  return limits.action
}
