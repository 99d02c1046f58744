// Runs first in the browser, before anything is hydrated: the Trusted Types policy through which the framework's loader must pass. It lets our own
// chunks through and nothing else, so that a URL smuggled into the page never becomes a script. It is made here and not by an inline script in the
// root layout, because a page that failed on the server draws that layout in the browser, where adding a script is itself forbidden.
interface Policies {
  readonly defaultPolicy: unknown
  createPolicy(name: string, rules: { createScriptURL: (url: string) => string }): unknown
}
const policies = (globalThis as { trustedTypes?: Policies }).trustedTypes
if (policies && !policies.defaultPolicy) {
  policies.createPolicy('default', {
    createScriptURL(url) {
      const target = new URL(url, location.href)
      if (target.origin === location.origin && target.pathname.startsWith('/_next/static/')) return url
      throw new TypeError('blocked')
    },
  })
}
