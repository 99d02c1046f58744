import type { ReactNode } from 'react'
import { Button } from '@/app/_ui/button.tsx'
import { bytesText, numberText } from '@/app/_ui/format.ts'
import { Mono } from '@/app/_ui/link.tsx'
import { Notice } from '@/app/_ui/notice.tsx'
import { Headline, Page, Section } from '@/app/_ui/page.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { ScrollBox } from '@/app/_ui/table/scroll-box.client.tsx'
import { encodingNames, encodings } from '@/lib/incentives/import/sniff.ts'
import { ImportSteps } from '../import-steps.tsx'
import { delimiterWord, delimiterWords } from '../map-input.ts'
import { MappingForm, type Preview } from './mapping-form.tsx'
import { Select } from './reading-select.tsx'

/** How the file is read, its first rows, and which column is what. */
export function MappingPage({ preview, base, notice }: { preview: Preview; base: string; notice?: ReactNode }) {
  const { reading, names, samples, place, faults } = preview
  const isOdd = reading.encoding !== 'utf-8'
  return (
    <Page
      crumbs={[{ label: 'Work records', href: paths.work() }, { label: 'Imports', href: paths.imports() }, { label: preview.fileName }]}
      headline={<Headline>The file has {numberText(names.length, place)} columns; say which is what.</Headline>}
      about={
        <>
          <Mono>{preview.fileName}</Mono> as <Mono>{preview.number}</Mono>, {bytesText(preview.size, place)}
          {preview.isErrorFile ? ', refused rows of an earlier import' : ''}
        </>
      }
      notice={
        faults.length > 0 ? (
          <Notice tone="warn" title="The mapping does not fit this file.">
            {faults.join(' ')}
          </Notice>
        ) : isOdd ? (
          <Notice tone="accent" title={`Read as ${encodingNames[reading.encoding]}.`}>
            The file is not UTF-8. Look at the first rows: if their letters are right, go on.
          </Notice>
        ) : (
          notice
        )
      }
    >
      <ImportSteps at="mapping" />
      <Section title="The first rows" note="as they are read now">
        <form method="get" action={base} className="flex flex-wrap items-end gap-3 mb-3" aria-label="How the file is read">
          <Select name="encoding" label="Encoding" value={reading.encoding} options={encodings.map((e) => [e, encodingNames[e]])} />
          <Select
            name="delimiter"
            label="Cells are divided by"
            value={delimiterWord(reading.delimiter)}
            options={delimiterWords.map(([id, label]) => [id, label])}
          />
          <Select
            name="hasHeader"
            label="First row"
            value={reading.hasHeader ? 'yes' : 'no'}
            options={[
              ['yes', 'Names of columns'],
              ['no', 'Already data'],
            ]}
          />
          {preview.mappings.length > 0 && (
            <Select
              name="mapping"
              label="Begin with"
              value={preview.chosen?.name ?? ''}
              options={[
                ...(preview.chosen ? [] : [['', 'A proposal'] as const]),
                ...preview.mappings.map((m) => [m.name, m.fits ? m.name : `${m.name} (does not fit)`] as const),
              ]}
            />
          )}
          <Button type="submit">Read it so</Button>
        </form>
        <div className="bleed">
          <ScrollBox label="The first rows of the file">
            <table className="data-table dense">
              <caption className="visually-hidden">The first rows of the file</caption>
              <thead>
                <tr>
                  {names.map((name, i) => (
                    <th key={i} scope="col">
                      {name}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {samples.map((row, r) => (
                  <tr key={r}>
                    {names.map((_name, i) => (
                      <td key={i} className="clips">
                        <span className="mono">{row[i] ?? ''}</span>
                      </td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </ScrollBox>
        </div>
      </Section>
      <MappingForm key={`${reading.encoding}${reading.delimiter}${String(reading.hasHeader)}${preview.chosen?.name ?? ''}`} preview={preview} />
    </Page>
  )
}
