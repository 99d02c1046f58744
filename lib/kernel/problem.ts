const titles: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  409: 'Conflict',
  413: 'Content Too Large',
  414: 'URI Too Long',
  415: 'Unsupported Media Type',
  421: 'Misdirected Request',
  422: 'Unprocessable Content',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
}
export const problemType = 'application/problem+json'
/** What marks a refusal for our own code is no field of the request. */
const marks: ReadonlySet<string> = new Set(['network', 'provider', 'stepUp'])

/** RFC 9457. `detail` is the product’s own sentence, `code` its word for it, `fields` says which field needs what, `reference` finds the request in the log. */
export function problemBody(status: number, code: string, detail: string, reference: string, fields: Readonly<Record<string, string>> = {}): string {
  const named = Object.entries(fields).filter(([name]) => !marks.has(name))
  return JSON.stringify({
    type: 'about:blank',
    title: titles[status] ?? 'Refused',
    status,
    detail,
    code,
    ...(named.length === 0 ? {} : { fields: Object.fromEntries(named) }),
    reference,
  })
}
