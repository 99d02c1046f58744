import { type Filter, keysOf } from '../filter.ts'
import type { ListUrl } from '../list-url.ts'

/** The control of one filter inside its GET form. */
export function FilterControl({ filter, url }: { filter: Filter; url: ListUrl }) {
  const keys = keysOf(filter)
  const value = (key: string | undefined): string | undefined => (key === undefined ? undefined : url.get(key))
  if (filter.kind === 'choice') {
    return (
      <label className="field">
        <span className="field-label">{filter.label}</span>
        <select name={filter.id} defaultValue={value(filter.id) ?? ''} key={value(filter.id)} className="field-control small">
          <option value="">Any</option>
          {filter.options.map(([key, words]) => (
            <option key={key} value={key}>
              {words}
            </option>
          ))}
        </select>
      </label>
    )
  }
  if (filter.kind === 'flag')
    return (
      <label className="option">
        <input type="checkbox" className="tick" name={filter.id} value="yes" defaultChecked={Boolean(value(filter.id))} />
        <span>{filter.words}</span>
      </label>
    )
  if (filter.kind === 'text') {
    return (
      <label className="field">
        <span className="field-label">{filter.label}</span>
        <input name={filter.id} defaultValue={value(filter.id)} className="field-control small" maxLength={200} autoComplete="off" />
        {filter.hint && <span className="field-hint">{filter.hint}</span>}
      </label>
    )
  }
  const words = filter.kind === 'days' ? ['From', 'To'] : ['At least', 'At most']
  return (
    <fieldset className="field">
      <legend className="field-label">{filter.label}</legend>
      <div className="two">
        {keys.map((key, i) => (
          <label key={key} className="field">
            <span className="field-hint">{words[i]}</span>
            <input
              type={filter.kind === 'days' ? 'date' : 'text'}
              inputMode={filter.kind === 'days' ? undefined : 'decimal'}
              name={key}
              defaultValue={value(key)}
              className="field-control small tabular-nums"
              autoComplete="off"
            />
          </label>
        ))}
      </div>
    </fieldset>
  )
}
