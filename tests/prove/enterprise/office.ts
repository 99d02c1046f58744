// A company that sets up how its people come in, beside providers that are not ours and a name server of its own.
import { expect } from 'vitest'
import type { Page } from 'playwright-core'
import { startNameServer, type NameServer } from '../../support/name-server.ts'
import { startRealProvider, type RealProvider } from '../../support/oidc/provider.ts'
import { faultsInBothThemes } from '../../support/page-faults.ts'
import { startProvider, type Provider } from '../../support/saml/provider.ts'
import { startGateway, type RecordingGateway } from '../../support/text-gateway.ts'
import { byFactor, byPasskey, type Confirm } from '../../support/confirm.ts'
import { beginJourney, endJourney, freshCode, person, type Journey, type Who } from '../steps/journey.ts'

export const domain = 'tidewell.example'
export interface Office extends Journey {
  readonly names: NameServer
  readonly saml: Provider
  readonly openId: RealProvider
  readonly texts: RecordingGateway
}
export async function beginOffice(): Promise<Office> {
  const [names, saml, openId, texts] = await Promise.all([startNameServer(), startProvider(), startRealProvider(), startGateway()])
  const journey = await beginJourney({
    PLUMBLINE_NAME_SERVERS: names.address,
    PLUMBLINE_EGRESS_ALLOW: [saml.origin, openId.origin, texts.origin].join(','),
    PLUMBLINE_SMS_URL: `${texts.origin}/v1/messages`,
    PLUMBLINE_SMS_TOKEN: texts.token,
    // As behind a proxy of the company: what it says is where somebody comes from, and who says nothing is at this machine.
    PLUMBLINE_TRUSTED_PROXIES: '1',
  })
  return Object.assign(journey, { names, saml, openId, texts })
}
export async function endOffice(office: Office): Promise<void> {
  office.saml.close()
  office.openId.close()
  office.texts.close()
  await office.names.close()
  await endJourney(office)
}
/** The owner has a passkey from the second step on, the manager once there are notes of one; others type the next code of their app. */
export const confirmOf = (office: Journey, who: Who): Confirm =>
  who === 'owner' || office.notes.has(`${who} passkey`) ? byPasskey : byFactor(() => freshCode(person(office, who)))
/** In the one form of several on a page that holds these words: by the passkey of the owner's device. */
export async function confirmWhere(page: Page, words: string): Promise<void> {
  await page
    .locator('form', { has: page.getByText(words) })
    .getByRole('button', { name: 'Use a passkey' })
    .click()
}
/** The page as it stands, in both themes whichever its window prefers. */
export async function judgeBoth(office: Journey, page: Page): Promise<void> {
  office.faults.push(...(await faultsInBothThemes(page)))
}
/** What every window of a person says of where it is; without an address: at this machine again. */
export const comeFrom = (office: Office, who: Who, address?: string): Promise<void> =>
  person(office, who).context.setExtraHTTPHeaders(address === undefined ? {} : { 'x-forwarded-for': address })
/** Reads a list again until work in the background has brought these words. */
export async function readUntil(page: Page, path: string, words: string | RegExp): Promise<void> {
  await expect
    .poll(
      async () => {
        await page.goto(path)
        return page.locator('main').innerText()
      },
      { timeout: 60_000, interval: 500 },
    )
    .toMatch(words)
}
/** At the SAML provider this person is signed in now. */
export function atProvider(office: Office, who: Who, groups: readonly string[] = []): void {
  const { name, email } = person(office, who)
  office.saml.person = { id: `${who} at work`, email, name, groups }
}
