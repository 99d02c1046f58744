'use client'

import { useEffect, useRef, useState } from 'react'
import { Notice } from './notice.tsx'
import { PasskeyButton, usePasskeyWay } from './passkey.client.tsx'

const wrongCode = 'That code is not right, or it was used before. Wait for the next one.'
const wrongPasskey = 'That passkey did not let you in. Use it once more.'
/**
 * The code as a plain field: its form posts to a download and not to an action, so it has no answer to show beside the field and the page
 * comes back with `refused`. It works without script; a passkey answers instead where its person has one.
 */
export function CodeInput({ refused = false }: { refused?: boolean }) {
  const way = usePasskeyWay('factorCode'),
    [answer, setAnswer] = useState('')
  const carrier = useRef<HTMLInputElement>(null)
  useEffect(() => {
    if (answer === '') return
    carrier.current?.form?.requestSubmit()
    setAnswer('') // the page stays where it is after a download, and an answer serves once
  }, [answer])
  const passkey = way && (
    <PasskeyButton asker={way.asker} atSubmit={way.only} onAnswer={setAnswer}>
      Use a passkey
    </PasskeyButton>
  )
  return (
    <>
      {refused && <Notice tone="bad" title={way?.only ? wrongPasskey : wrongCode} live />}
      {answer !== '' ? (
        <input ref={carrier} type="hidden" name="factorCode" value={answer} />
      ) : way?.only ? (
        <div className="field" role="group" aria-label="Passkey">
          {passkey}
        </div>
      ) : (
        <div className="field">
          {passkey}
          <label className="field-label" htmlFor="factor-code">
            Code from your authenticator app
          </label>
          <input
            id="factor-code"
            name="factorCode"
            className="field-control mono"
            type="text"
            inputMode="numeric"
            autoComplete="one-time-code"
            pattern="[0-9 ]*"
            maxLength={10}
            required
            spellCheck={false}
          />
        </div>
      )}
    </>
  )
}
