/**
 * Every check that an answer by OpenID Connect passes, in order, with what an admin changes at the provider when it refuses. As with SAML, its
 * name stands in the log and on the page of a test, and the person who signs in learns only that it did not work.
 */
export const oidcAdvice = {
  return: 'What came back to our address holds a part twice, or lacks one. Let the provider answer a code, in the address.',
  request: 'The answer belongs to no sign-in that is under way: it came late, or twice. Begin again.',
  browser: 'The answer came to another browser than the one that began. Begin and end in one browser, which takes our cookie.',
  'answering issuer': 'The answer names another provider than the one that was asked, or none although the provider says that it always does.',
  status: 'The provider itself refused the sign-in. Look into its log, and whether this person is assigned to the application.',
  reach: 'The provider could not be asked. Try again; if it stays so, let us read what the provider says of itself once more.',
  exchange: 'The provider did not exchange the code. Compare client id, client secret and our redirect address there with those shown here.',
  'token form': 'The identity token is none: it has to be signed, compact, and of one person. Look at what answers at the token address.',
  encrypted: 'The identity token is encrypted. Switch that off for this application; the connection itself is encrypted.',
  algorithm: 'The identity token is signed in a way that is not accepted. Choose RS256, PS256, ES256 or EdDSA for this application.',
  keys: 'No published key fits the identity token. Let the provider publish its signing key, RSA of 2048 bits or more, under the name in the token.',
  signature: 'The identity token was not signed by the provider’s published key, or it was changed on the way.',
  issuer: 'The identity token names another issuer. Enter the issuer exactly as the provider calls itself, letter by letter.',
  audience: 'The identity token is meant for another application. Compare the client id at the provider with the one shown here.',
  'authorized party': 'The identity token was given to another application, or for several without saying which. Use an application for this product only.',
  nonce: 'The identity token answers another sign-in than this one. Begin again; if it stays so, the provider mixes its answers up.',
  time: 'The identity token is too old or not valid yet. Set the clocks of both sides by a time service; at most a minute may lie between.',
  subject: 'The identity token does not name its person. It needs a subject of at most 255 characters.',
  'token hash': 'The identity token belongs to another code or access token than the one it came with.',
  userinfo: 'What the provider’s userinfo address answers is no plain record of the same person. Send the claims in the identity token instead.',
  connection: 'The connection is not switched on.',
  attributes: 'A claim that is needed is missing. Compare what was received with what is mapped, and which claims the application may read.',
  'verified address':
    'The provider does not say that it has verified the address (email_verified). Let it, or trust its addresses in this connection where only its admins set them.',
  domain: 'The mail address is not at a domain that this company has proven. Prove the domain, or send another claim.',
  membership: 'Nobody here has this address, and people do not join by signing in. Invite them, or let them join.',
  role: 'None of the person’s groups is mapped to a role, and there is no role for everybody else.',
} as const
export type OidcCheck = keyof typeof oidcAdvice
