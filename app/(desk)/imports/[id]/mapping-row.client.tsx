'use client'

import { useState } from 'react'
import { ChevronsUpDown } from 'lucide-react'
import { Icon } from '@/app/_ui/icon.tsx'
import { Mark } from '@/app/_ui/mark.tsx'
import { useForm } from '@/app/_ui/form-context.client.tsx'
import { extraTargets, targets } from '../map-input.ts'

/** A column and what it becomes. A field's name can be changed; the others have theirs. */
export function MappingRow({ at, name, becomes, field, first }: { at: number; name: string; becomes: string; field: string; first: string }) {
  const { values } = useForm()
  const kept = values?.[`column.${at}.becomes`]
  const [chosen, setChosen] = useState(typeof kept === 'string' ? kept : becomes)
  const isExtra = extraTargets.has(chosen)
  return (
    <tr>
      <th scope="row" className="whitespace-nowrap font-normal">
        <span className="status">
          <span className={chosen === '' ? 'text-ink-3' : 'text-good'}>
            <Mark shape={chosen === '' ? 'slash' : 'disc'} />
          </span>
          <span className={chosen === '' ? 'text-ink-2' : 'font-medium'}>{name}</span>
        </span>
        <input type="hidden" name={`column.${at}.name`} value={name} />
      </th>
      <td>
        <span className="select-box">
          <select
            name={`column.${at}.becomes`}
            className="field-control small"
            value={chosen}
            onChange={(event) => setChosen(event.target.value)}
            aria-label={`What “${name}” becomes`}
          >
            <option value="">Left out</option>
            {targets.map(([value, label]) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </select>
          <Icon of={ChevronsUpDown} />
        </span>
      </td>
      <td>
        {isExtra ? (
          <input
            name={`column.${at}.field`}
            defaultValue={field}
            maxLength={40}
            className="field-control small mono"
            aria-label={`Field name of “${name}”`}
            spellCheck={false}
            autoComplete="off"
          />
        ) : (
          <>
            <input type="hidden" name={`column.${at}.field`} value={field} />
            <span className="text-ink-3">–</span>
          </>
        )}
      </td>
      <td className="clips">
        <span className="mono text-ink-2">{first || '–'}</span>
      </td>
    </tr>
  )
}
