import type { ReactNode } from 'react'
import { load } from '@/app/_bind/load.ts'
import { LinkButton } from '@/app/_ui/button.tsx'
import { Copyable } from '@/app/_ui/copyable.client.tsx'
import { Facts } from '@/app/_ui/docket.tsx'
import { bytesText, capital, countText, shortDigest } from '@/app/_ui/format.ts'
import { Mono, TextLink } from '@/app/_ui/link.tsx'
import { Moment } from '@/app/_ui/moment.tsx'
import { Notice } from '@/app/_ui/notice.tsx'
import { Headline, Page, Section } from '@/app/_ui/page.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Steps } from '@/app/_ui/steps.tsx'
import { Table } from '@/app/_ui/table/table.tsx'
import { readList, type SearchParams } from '@/app/_ui/list-url.ts'
import { showStatementFile } from '@/lib/incentives/read-statement-file.ts'
import { explainedText } from '../../columns.tsx'
import { Watch } from '../../../imports/[id]/watch.client.tsx'

export const metadata = { title: 'File from the bank' }
type File = Awaited<ReturnType<typeof showStatementFile.invoke>>
/** Longer than fifty megabytes take; after that something holds it up. */
const usualMilliseconds = 180_000

export default async function StatementFilePage({ params, searchParams }: { params: Promise<{ id: string }>; searchParams: Promise<SearchParams> }) {
  const { id } = await params
  const file = await load(showStatementFile, { fileId: id }),
    { place, state } = file
  const isLate = state === 'reading' && place.now.getTime() - file.receivedAt.getTime() > usualMilliseconds
  return (
    <Page
      crumbs={[{ label: 'Bank', href: paths.statements() }, { label: 'Statements', href: paths.statementFiles() }, { label: file.name }]}
      headline={<Headline>{sentence(file)}</Headline>}
      about={
        <>
          Received <Moment at={file.receivedAt} place={place} show="near" /> from {file.receivedBy ?? 'nobody'}.
        </>
      }
      acts={file.mayImport && state !== 'reading' && <LinkButton href={paths.newStatement()}>Import another file</LinkButton>}
      notice={
        state === 'refused' ? (
          <Notice tone="bad" title="Nothing was changed.">
            {file.failure}
          </Notice>
        ) : (
          isLate && (
            <Notice tone="warn" title="This takes longer than usual.">
              Other work may be before it. If it stays so, the operator sees under Jobs what holds it up.
            </Notice>
          )
        )
      }
    >
      <Steps
        label="Steps of the import"
        items={[
          { label: 'Received', state: 'done' },
          { label: state === 'refused' ? 'Refused' : 'Read', state: state === 'reading' || state === 'refused' ? 'now' : 'done' },
          ...(state === 'refused' ? [] : [{ label: 'Matched', state: state === 'reading' ? ('ahead' as const) : ('done' as const) }]),
        ]}
      />
      {state === 'reading' && (
        <div className="grid gap-2">
          <Watch />
          <p className="text-ink-2">You may leave this page: the file is read by itself, all of it or nothing.</p>
        </div>
      )}
      <Facts
        boxed
        items={[
          ['File', <Mono key="n">{file.name}</Mono>],
          ['Size', bytesText(file.size, place)],
          ['SHA-256', <Copyable key="d" text={file.digest} short={shortDigest(file.digest)} />],
          file.finishedAt && [state === 'refused' ? 'Refused' : 'Read', <Moment key="f" at={file.finishedAt} place={place} />],
        ]}
      />
      {file.statements.length > 0 && (
        <Section title="What it holds" note={countText(file.statements.length, 'statement', place)}>
          <Table
            plain
            url={readList(paths.statementFile(id), await searchParams, { filters: [], sort: ['number'], defaultSort: 'number' })}
            caption="Statements of this file"
            rows={file.statements}
            rowKey={(r) => r.id}
            rowHref={(r) => paths.statement(r.id)}
            noun="statement"
            columns={[
              { id: 'number', header: 'Statement', priority: 1, link: true, cell: (r) => <span className="mono">{r.number}</span>, csv: (r) => r.number },
              {
                id: 'matched',
                header: 'Explained',
                align: 'end',
                priority: 2,
                cell: (r) => explainedText(r.matched, r.lines, place),
                csv: (r) => `${r.matched}/${r.lines}`,
              },
            ]}
          />
        </Section>
      )}
    </Page>
  )
}

function sentence(file: File) {
  const known = file.known.map((one) => (
    <TextLink key={one.id} href={paths.statement(one.id)}>
      {one.number}
    </TextLink>
  ))
  if (file.state === 'reading') return <>{bytesText(file.size, file.place)} from the bank are being read; nothing of it counts yet.</>
  if (file.state === 'refused') return <>This file was refused whole.</>
  if (file.state === 'same') return <>This file was imported before as {joined(known)}. Nothing was changed.</>
  const lines = file.statements.reduce((sum, one) => sum + one.lines, 0),
    open = lines - file.statements.reduce((sum, one) => sum + one.matched, 0)
  return (
    <>
      {capital(countText(lines, 'line', file.place))} came in;{' '}
      {open === 0 ? (
        'every one is explained'
      ) : open === lines ? (
        <a href={`${paths.statements()}?state=unmatched`}>none is matched</a>
      ) : (
        <>
          <a href={`${paths.statements()}?state=unmatched`}>{countText(open, 'line', file.place)}</a> {open === 1 ? 'is' : 'are'} not matched
        </>
      )}
      {known.length > 0 && <>. {joined(known)} had been imported before</>}.
    </>
  )
}
const joined = (links: readonly ReactNode[]) =>
  links.map((link, i) => (
    <span key={i}>
      {i > 0 && (i === links.length - 1 ? ' and ' : ', ')}
      {link}
    </span>
  ))
