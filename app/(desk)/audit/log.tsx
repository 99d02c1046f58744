import { Download } from 'lucide-react'
import type { ReactNode } from 'react'
import { load } from '@/app/_bind/load.ts'
import { LinkButton } from '@/app/_ui/button.tsx'
import { Empty } from '@/app/_ui/empty.tsx'
import { numberText } from '@/app/_ui/format.ts'
import type { SearchParams } from '@/app/_ui/list-url.ts'
import { TextLink } from '@/app/_ui/link.tsx'
import { Moment } from '@/app/_ui/moment.tsx'
import { Notice } from '@/app/_ui/notice.tsx'
import { Headline, Page } from '@/app/_ui/page.tsx'
import { Pager } from '@/app/_ui/pager.tsx'
import { paths } from '@/app/_ui/paths.ts'
import type { Place } from '@/app/_ui/place.ts'
import { Filters } from '@/app/_ui/table/filters.tsx'
import { Table } from '@/app/_ui/table/table.tsx'
import { loadOrRefusal } from '@/app/_bind/load.ts'
import { searchEvents, type SealState } from '@/lib/audit/search-events.ts'
import { showEvent } from '@/lib/audit/show-event.ts'
import { columns } from './columns.tsx'
import { EventDrawer } from './event-drawer.tsx'
import { carry, readLog } from './log-filters.ts'
import { waitingWords } from './seal-words.ts'

/** The log as a table; with `open`, one of its entries beside it. */
export async function AuditLog({ given, open }: { given: SearchParams; open?: string }) {
  const asked = readLog(given)
  const [found, detail] = await Promise.all([loadOrRefusal(searchEvents, asked.query), open === undefined ? undefined : load(showEvent, { id: open })])
  if (!found.value) return <Refused sentence={found.refusal.message} />
  const { rows, next, previous, seal, waiting, place, may } = found.value
  const url = readLog(given, found.value)
  const at = rows.findIndex((row) => row.id === open)
  const beside = (i: number): string | undefined => (at >= 0 && rows[i] ? carry(paths.auditEvent(rows[i].id), url) : undefined)
  return (
    <Page
      crumbs={[{ label: 'Audit', href: paths.audit() }, { label: 'Events' }]}
      headline={<SealHeadline seal={seal} place={place} />}
      {...(waiting ? { about: waitingWords(waiting, place) } : {})}
      acts={
        <>
          <LinkButton href={paths.auditSeal()}>Seal</LinkButton>
          {may.export && (
            <LinkButton href={carry(paths.auditExport(), url)} icon={Download}>
              Export log…
            </LinkButton>
          )}
        </>
      }
      notice={
        seal.fault !== '' && (
          <Notice tone="bad" title="The log is not what was sealed." act={<TextLink href={paths.auditSeal()}>See the seal</TextLink>}>
            {seal.fault} Keep the last checkpoint that was mailed, and call whoever runs this installation.
          </Notice>
        )
      }
      drawer={
        detail && (
          <EventDrawer
            event={detail.event}
            place={place}
            back={carry(paths.audit(), url)}
            previous={beside(at - 1)}
            next={beside(at + 1)}
            mayExport={may.export}
          />
        )
      }
    >
      <Filters url={url} place={place} columns={columns(place, detail !== undefined)} />
      <Table
        url={url}
        caption="Events of the audit log, newest first"
        columns={columns(place, detail !== undefined)}
        rows={rows}
        rowKey={(row) => row.id}
        rowHref={(row) => carry(paths.auditEvent(row.id), url)}
        open={open}
        noun="events"
        dense
        empty={
          <Empty.Yet title="Nothing has happened yet.">
            Every change, refusal and export of this company will stand here, with who did it, when and from where.
          </Empty.Yet>
        }
      />
      <Pager url={url} next={next} previous={previous} />
    </Page>
  )
}

function SealHeadline({ seal, place }: { seal: SealState; place: Place }): ReactNode {
  if (seal.size === 0) return <Headline>The first events are being sealed.</Headline>
  return (
    <Headline>
      Sealed to <a href={paths.auditSeal()}>entry {numberText(seal.size - 1, place)}</a>
      {seal.fault !== '' ? ', and found broken ' : seal.verifiedAt ? ', verified ' : '.'}
      {seal.verifiedAt && (
        <>
          <a href={paths.auditSeal()}>
            <Moment at={seal.verifiedAt} place={place} show="near" />
          </a>
          .
        </>
      )}
    </Headline>
  )
}

/** A filter that cannot be read is said, and everything else stays as it was. */
function Refused({ sentence }: { sentence: string }) {
  return (
    <Page
      crumbs={[{ label: 'Audit', href: paths.audit() }, { label: 'Events' }]}
      headline={<Headline>This filter cannot be read.</Headline>}
      notice={
        <Notice tone="warn" act={<TextLink href={paths.audit()}>Show the whole log</TextLink>}>
          {sentence}
        </Notice>
      }
    />
  )
}
