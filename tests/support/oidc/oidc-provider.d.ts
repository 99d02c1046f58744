declare module 'oidc-provider' {
  import type { IncomingMessage, ServerResponse } from 'node:http'
  interface Grant {
    addOIDCScope(scope: string): void
    save(): Promise<string>
  }
  interface Context {
    readonly oidc: {
      readonly provider: { readonly Grant: new (of: { accountId: string; clientId: string }) => Grant }
      readonly session?: { readonly accountId?: string }
      readonly client?: { readonly clientId: string }
    }
  }
  interface Configuration {
    readonly findAccount: (context: Context, id: string) => { readonly accountId: string; claims(): Readonly<Record<string, unknown>> }
    readonly loadExistingGrant: (context: Context) => Promise<Grant>
    readonly interactions: { readonly url: (context: Context, interaction: { readonly uid: string }) => string }
    readonly pkce: { readonly required: () => boolean }
    readonly [setting: string]: unknown
  }
  export class Provider {
    constructor(issuer: string, configuration: Configuration)
    callback(): (request: IncomingMessage, response: ServerResponse) => Promise<void>
    interactionFinished(
      request: IncomingMessage,
      response: ServerResponse,
      result: Readonly<Record<string, unknown>>,
      options: { readonly mergeWithLastSubmission: boolean },
    ): Promise<void>
  }
}
