import { ChevronsUpDown } from 'lucide-react'
import { Icon } from '@/app/_ui/icon.tsx'

/** A choice of a GET form: it works without script and leaves the choice in the address. */
export function Select({ name, label, value, options }: { name: string; label: string; value: string; options: readonly (readonly [string, string])[] }) {
  return (
    <label className="field">
      <span className="field-label">{label}</span>
      <span className="select-box">
        <select name={name} defaultValue={value} className="field-control">
          {options.map(([id, words]) => (
            <option key={id} value={id}>
              {words}
            </option>
          ))}
        </select>
        <Icon of={ChevronsUpDown} />
      </span>
    </label>
  )
}
