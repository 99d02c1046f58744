declare module 'samlp' {
  type Done = (error: unknown, value?: unknown) => void
  interface Parsed {
    readonly id: string
    readonly issuer: string
    readonly assertionConsumerServiceURL: string
    readonly destination?: string
  }
  const samlp: {
    auth(options: Readonly<Record<string, unknown>>): (request: unknown, response: unknown, next: (error?: unknown) => void) => void
    logout(options: Readonly<Record<string, unknown>>): (request: unknown, response: unknown, next: (error?: unknown) => void) => void
    metadata(options: Readonly<Record<string, unknown>>): (request: unknown, response: unknown) => void
    parseRequest(request: unknown, done: (error: unknown, parsed?: Parsed) => void): void
    sendError(options: Readonly<Record<string, unknown>>): (request: unknown, response: unknown, next: (error?: unknown) => void) => void
    readonly type?: Done
  }
  export default samlp
}
