/**
 * Every check that a sign-out by a provider passes, in order, with what an admin changes when it refuses. The name of the check stands in the log
 * and on the page of a test.
 */
export const logoutAdvice = {
  off: 'Single logout is off for this connection. Switch it on here, or take our logout address away at the provider.',
  size: 'The message is larger than any sign-out needs.',
  parameters: 'The address holds a part twice, none of the two messages, or both. Nothing at a common provider does this; look at what stands between.',
  encoding: 'The message is not base64 of deflated UTF-8 (redirect) or of UTF-8 (POST).',
  form: 'The message holds comments, processing instructions, CDATA or a document type, or is no well-formed XML.',
  structure: 'The message has parts that a sign-out does not have, or has one twice.',
  encrypted: 'The name id is encrypted. Switch encryption off for this application; the connection itself is encrypted.',
  algorithm: 'Choose RSA with SHA-256 for signature and digest. SHA-1 is not accepted.',
  certificate: 'No certificate of this connection is valid now. Add the one that the provider signs with at present.',
  signature: 'The message is not signed, or not by a certificate of this connection. Let the provider sign its sign-outs.',
  version: 'The message is not SAML 2.0.',
  issuer: 'The message names another issuer. Compare the entity id at the provider with the one shown here, letter by letter.',
  destination: 'The message is addressed elsewhere. Enter our logout address at the provider exactly as shown here.',
  time: 'The message is too old or not valid yet. Set the clocks of both sides by a time service; at most a minute may lie between.',
  subject: 'The message does not name its subject. Let the provider send one name id, as text, the same as when people sign in.',
  replay: 'This message was used before.',
  request: 'The answer belongs to no sign-out that is under way: it came late or twice.',
  status: 'The provider itself could not end its session. Look into its log; often it does not know our certificate or our entity id.',
} as const
/** `event`: of a token by which an OpenID provider tells of a sign-out, which passes the checks of identity tokens (`oidc-check.ts`) too. */
export type LogoutCheck = keyof typeof logoutAdvice | 'event'
