// A company that sets up how its people come in, beside providers that are not ours and a name server of its own.
import { startNameServer, type NameServer } from '../../support/name-server.ts'
import { startRealProvider, type RealProvider } from '../../support/oidc/provider.ts'
import { startProvider, type Provider } from '../../support/saml/provider.ts'
import { byFactor, byPasskey, type Confirm } from '../../support/confirm.ts'
import { beginJourney, endJourney, freshCode, person, type Journey, type Who } from '../steps/journey.ts'

export const domain = 'tidewell.example'
export interface Office extends Journey {
  readonly names: NameServer
  readonly saml: Provider
  readonly openId: RealProvider
}
export async function beginOffice(): Promise<Office> {
  const [names, saml, openId] = await Promise.all([startNameServer(), startProvider(), startRealProvider()])
  const journey = await beginJourney({ PLUMBLINE_NAME_SERVERS: names.address, PLUMBLINE_EGRESS_ALLOW: `${saml.origin},${openId.origin}` })
  return Object.assign(journey, { names, saml, openId })
}
export async function endOffice(office: Office): Promise<void> {
  office.saml.close()
  office.openId.close()
  await office.names.close()
  await endJourney(office)
}
/** The owner has a passkey from the second step on; others type the next code of their app. */
export const confirmOf = (office: Journey, who: Who): Confirm => (who === 'owner' ? byPasskey : byFactor(() => freshCode(person(office, who))))
/** At the SAML provider this person is signed in now. */
export function atProvider(office: Office, who: Who, groups: readonly string[] = []): void {
  const { name, email } = person(office, who)
  office.saml.person = { id: `${who} at work`, email, name, groups }
}
