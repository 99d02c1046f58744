import NextForm from 'next/form'
import { Button, LinkButton } from '@/app/_ui/button.tsx'
import { capital, countText, momentText } from '@/app/_ui/format.ts'
import type { ListUrl } from '@/app/_ui/list-url.ts'
import { Mark } from '@/app/_ui/mark.tsx'
import { Standing } from '@/app/_ui/page.tsx'
import type { Place } from '@/app/_ui/place.ts'
import { instantsOf } from '@/lib/kernel/day.ts'

/** `2026-05-12T09:11` on the tenant's clock → the last instant that it showed so; a moment that never was shown is no filter. */
export function asOfInstant(local: string | undefined, zone: string): string | undefined {
  const match = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2})(:\d{2})?$/.exec(local ?? '')
  if (!match) return undefined
  return instantsOf(`${match[1]}${match[2] ?? ':59'}`, zone)
    .at(-1)
    ?.toISOString()
}

/** The books as they stood at a moment of the reader's choosing; plain GET, so that it can be sent to an auditor. */
export function AsOf({ url, until, later, place }: { url: ListUrl; until: string | undefined; later: number; place: Place }) {
  const instant = asOfInstant(until, place.zone)
  const form = (
    <NextForm action={url.path} scroll={false} className="flex items-center gap-2 flex-wrap">
      <label className="flex items-center gap-2">
        <span className="font-medium">{instant ? 'The books as they stood at' : 'As of'}</span>
        <input type="datetime-local" name="until" defaultValue={until} required className="field-control small tabular-nums w-[208px]" />
      </label>
      <Button type="submit" size="small">
        Show
      </Button>
    </NextForm>
  )
  if (!instant) return <div className="flex justify-end -mt-2 mb-3">{form}</div>
  return (
    <Standing
      act={
        <LinkButton size="small" href={url.with({ until: undefined })}>
          Back to now
        </LinkButton>
      }
    >
      <Mark shape="half" />
      {form}
      <span className="text-ink-2">
        {later === 0
          ? `Nothing was posted after ${momentText(new Date(instant), place)}.`
          : `${capital(countText(later, 'later posting', place))} ${later === 1 ? 'is' : 'are'} not counted.`}
      </span>
    </Standing>
  )
}
