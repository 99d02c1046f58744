'use client'

import { useEffect, useState } from 'react'
import { Combobox } from '@base-ui/react/combobox'
import { Check, ChevronsUpDown } from 'lucide-react'
import { SelectField, type Option } from './choice.client.tsx'
import { FieldFrame, type FieldProps } from './field.client.tsx'
import { Icon } from './icon.tsx'

/** A choice among many: type to narrow. Until script arrives it is a select with the same name. */
export function ComboboxField({
  options,
  placeholder,
  defaultValue,
  empty = 'Nothing with these letters.',
  ofBrowser = false,
  ...frame
}: FieldProps & {
  options: readonly Option[]
  placeholder?: string
  defaultValue?: string | undefined
  empty?: string
  /** A choice among time zones: that of the browser is chosen at first, where it is among them. */
  ofBrowser?: boolean
}) {
  const [awake, setAwake] = useState(false)
  const [chosen, setChosen] = useState<Option | null>(options.find((o) => o.value === defaultValue) ?? null)
  useEffect(() => {
    setAwake(true)
    if (!ofBrowser) return
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
    setChosen((now) => now ?? options.find((o) => o.value === zone) ?? null)
    // Once: what was chosen since is the person’s own.
  }, [ofBrowser, options])
  if (!awake) return <SelectField {...frame} options={options} {...(placeholder === undefined ? {} : { placeholder })} defaultValue={defaultValue} />
  return (
    <FieldFrame {...frame}>
      {(control) => (
        <Combobox.Root
          items={options}
          value={chosen}
          onValueChange={setChosen}
          itemToStringLabel={(o: Option) => o.label}
          isItemEqualToValue={(a: Option, b: Option) => a.value === b.value}
        >
          <input type="hidden" data-shown="" name={frame.name} value={chosen?.value ?? ''} />
          <span className="select-box">
            <Combobox.Input {...control} name="" placeholder={placeholder ?? 'Type to find…'} className="field-control pr-8" />
            <Icon of={ChevronsUpDown} />
          </span>
          <Combobox.Portal>
            <Combobox.Positioner className="menu-positioner" sideOffset={4}>
              <Combobox.Popup className="menu combobox">
                <Combobox.Empty>
                  <span className="palette-empty">{empty}</span>
                </Combobox.Empty>
                <Combobox.List aria-label={typeof frame.label === 'string' ? frame.label : undefined}>
                  {(o: Option) => (
                    <Combobox.Item key={o.value} value={o} disabled={Boolean(o.why)} className="menu-item">
                      <span className="min-w-0">
                        {o.label}
                        {(o.why ?? o.note) && <span className="note">{o.why ?? o.note}</span>}
                      </span>
                      <Combobox.ItemIndicator className="ml-auto">
                        <Icon of={Check} />
                      </Combobox.ItemIndicator>
                    </Combobox.Item>
                  )}
                </Combobox.List>
              </Combobox.Popup>
            </Combobox.Positioner>
          </Combobox.Portal>
        </Combobox.Root>
      )}
    </FieldFrame>
  )
}
