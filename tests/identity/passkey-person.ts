import type { FlowAnswer } from '../../lib/identity/flow-answer.ts'
import { addPasskey, askNewPasskey } from '../../lib/identity/passkeys/own-passkeys.ts'
import { givePasskey, startPasskey } from '../../lib/identity/passkeys/sign-in.ts'
import type { Forgery, PasskeyDevice } from '../support/passkey-device.ts'
import type { Browser, TestPerson } from './person.ts'

/** Adds a passkey to the person who is signed in in this browser, after a backup code. */
export async function enrolPasskey(
  browser: Browser,
  person: Pick<TestPerson, 'codes'>,
  device: PasskeyDevice,
  name: string,
  code: string | undefined = person.codes[0],
  forged: Forgery = {},
): Promise<void> {
  const options = await askNewPasskey.invoke(browser, { ...browser.own, name, factorCode: code })
  if (!options) throw new Error('nothing was asked')
  const session = await addPasskey.invoke(browser, { ...browser.own, answer: device.make(options, forged) })
  if (session) browser.session = session
}
/** The whole sign-in by a passkey alone. */
export async function signInByPasskey(browser: Browser, device: PasskeyDevice, forged: Forgery = {}): Promise<FlowAnswer> {
  const began = await startPasskey.invoke(browser, {})
  if (!began?.flow) throw new Error('nothing was begun')
  browser.flow = began.flow
  return browser.step(givePasskey, { answer: device.use(began.options, forged) })
}
