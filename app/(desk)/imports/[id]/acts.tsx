import { Download } from 'lucide-react'
import { LinkButton } from '@/app/_ui/button.tsx'
import { Form } from '@/app/_ui/form.client.tsx'
import { numberText } from '@/app/_ui/format.ts'
import { paths } from '@/app/_ui/paths.ts'
import { Submit } from '@/app/_ui/submit.client.tsx'
import { cancel, start } from '../actions.ts'
import type { Imported } from './headline.tsx'

/** What can be done next: take the refused rows, import the good ones, change the mapping, or stop. */
export function ImportActs({ of }: { of: Imported }) {
  const { tally, may } = of,
    incoming = tally.new + tally.superseding
  return (
    <>
      {may.cancel && (
        <Form action={cancel} hidden={{ importId: of.id }} className="contents-form" label="Cancel">
          <Submit>{of.state === 'running' ? 'Stop here' : 'Cancel'}</Submit>
        </Form>
      )}
      {tally.refused > 0 && (of.state === 'checked' || of.state === 'done') && (
        <LinkButton
          href={paths.importErrors(of.id)}
          icon={Download}
          download
        >{`${numberText(tally.refused, of.place)} refused ${tally.refused === 1 ? 'row' : 'rows'}`}</LinkButton>
      )}
      {of.state === 'failed' && may.map && (
        <LinkButton href={paths.importMapping(of.id)} primary>
          Change the mapping
        </LinkButton>
      )}
      {may.start &&
        (incoming > 0 ? (
          <Form action={start} hidden={{ importId: of.id }} className="contents-form" label="Import">
            <Submit primary>{`Import ${numberText(incoming, of.place)} ${incoming === 1 ? 'row' : 'rows'}`}</Submit>
          </Form>
        ) : tally.same === 0 && may.map ? (
          // Nothing of it can come in: what helps is another mapping.
          <LinkButton href={paths.importMapping(of.id)} primary>
            Change the mapping
          </LinkButton>
        ) : (
          <Form action={start} hidden={{ importId: of.id }} className="contents-form" label="Import">
            <Submit>Import anyway</Submit>
          </Form>
        ))}
      {of.state === 'done' && (
        <LinkButton href={paths.newImport()} primary>
          Import another file
        </LinkButton>
      )}
    </>
  )
}
