/** The code as a plain field: this form posts to a download and not to an action, so it has no answer to show beside the field. */
export function CodeInput() {
  return (
    <div className="field">
      <label className="field-label" htmlFor="factor-code">Code from your authenticator app</label>
      <input id="factor-code" name="factorCode" className="field-control mono" type="text" inputMode="numeric" autoComplete="one-time-code" pattern="[0-9 ]*" maxLength={10} required spellCheck={false} />
    </div>
  )
}
