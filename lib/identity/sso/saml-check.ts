/**
 * Every check that a message of a provider passes, in order, with what an admin changes at the provider when it refuses. The name of the check
 * that refused stands in the log and on the page of a test; a person who signs in learns only that it did not work.
 */
export const samlAdvice = {
  size: 'The message is larger than any sign-in needs. Send fewer groups or attributes.',
  encoding: 'The message is not plain base64 of UTF-8. Nothing at a common provider does this; look at what stands between.',
  form: 'The message holds comments, processing instructions, CDATA or a document type, or is no well-formed XML. Providers write none of these.',
  structure: 'The message has parts that a sign-in does not have, or has one twice. Send one response with one assertion and plain text attributes.',
  status: 'The provider itself refused the sign-in. Look into its log, and whether this person is assigned to the application.',
  encrypted: 'The assertion is encrypted. Switch encryption of assertions off for this application; the connection itself is encrypted.',
  algorithm: 'Choose RSA with SHA-256 for signature and digest, and exclusive canonicalisation. SHA-1 is not accepted.',
  'provider start': 'The sign-in was begun at the provider. Begin it here, or allow it for this connection.',
  request: 'The answer belongs to no sign-in that is under way: it came late, twice, or to another browser. Begin again.',
  certificate: 'No certificate of this connection is valid now. Add the one that the provider signs with at present.',
  signature: 'The signature is not by a certificate of this connection. Add the provider’s present certificate, and sign assertions.',
  'response signature': 'This connection asks for a signed response. Sign response and assertion at the provider, or ask for less here.',
  version: 'The message is not SAML 2.0.',
  issuer: 'The message names another issuer. Compare the entity id at the provider with the one shown here, letter by letter.',
  destination: 'The message is addressed elsewhere. Enter our sign-in address (ACS) at the provider exactly as shown here.',
  audience: 'The assertion is meant for another service. Enter our entity id at the provider as audience, exactly as shown here.',
  recipient: 'The assertion is to be delivered elsewhere. Enter our sign-in address (ACS) at the provider exactly as shown here.',
  confirmation: 'The assertion does not say how its subject is confirmed. Choose the bearer method.',
  'in response to': 'The signed answer names another request than its envelope.',
  time: 'The message is too old or not valid yet. Set the clocks of both sides by a time service; at most a minute may lie between.',
  conditions: 'The assertion has a condition that is not understood here. Switch it off at the provider.',
  subject: 'The assertion does not name its subject in a lasting way. Send one name id, as text, of format persistent or e-mail.',
  session: 'The provider says that its session is over.',
  replay: 'This assertion was used before. Begin again.',
  attributes: 'An attribute that is needed is missing. Compare what was received with what is mapped.',
  domain: 'The mail address is not at a domain that this company has proven. Prove the domain, or send another attribute.',
  membership: 'Nobody here has this address, and people do not join by signing in. Invite them, or let them join.',
  role: 'None of the person’s groups is mapped to a role, and there is no role for everybody else.',
} as const
export type SamlCheck = keyof typeof samlAdvice
