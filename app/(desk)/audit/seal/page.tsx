import { load } from '@/app/_bind/load.ts'
import { LinkButton } from '@/app/_ui/button.tsx'
import { Copyable } from '@/app/_ui/copyable.client.tsx'
import { Facts } from '@/app/_ui/docket.tsx'
import { Empty } from '@/app/_ui/empty.tsx'
import { numberText, plural, shortDigest } from '@/app/_ui/format.ts'
import { Mono } from '@/app/_ui/link.tsx'
import { Moment } from '@/app/_ui/moment.tsx'
import { Notice } from '@/app/_ui/notice.tsx'
import { Columns, Headline, Page, Section } from '@/app/_ui/page.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Table } from '@/app/_ui/table/table.tsx'
import { showSeal } from '@/lib/audit/show-seal.ts'
import { Actor } from '../actor.tsx'
import { waitingWords } from '../seal-words.ts'
import { Said } from '../subject.tsx'

export const metadata = { title: 'Audit seal' }
export default async function SealPage() {
  const { seal, waiting, fingerprint, checkpoints, place, may } = await load(showSeal, {})
  return (
    <Page
      crumbs={[{ label: 'Audit', href: paths.audit() }, { label: 'Seal' }]}
      acts={
        <>
          {may.erase && (
            <LinkButton quiet href={paths.auditErase()}>
              Erase a person’s details…
            </LinkButton>
          )}
          {may.export && <LinkButton href={`${paths.auditExport()}?format=bundle`}>Export with proofs…</LinkButton>}
        </>
      }
      headline={
        <Headline>
          {seal.size === 0 ? (
            'Nothing is sealed yet.'
          ) : (
            <>
              {numberText(seal.size, place)} {plural(seal.size, 'entry is sealed', 'entries are sealed')}
              {seal.size > 1 && `, entry 0 to entry ${numberText(seal.size - 1, place)}`}
              {seal.sealedAt ? (
                <>
                  , the last <Moment at={seal.sealedAt} place={place} show="near" />
                </>
              ) : null}
              .
            </>
          )}
        </Headline>
      }
      about="Every event joins a tree whose root is signed. Changing, dropping or swapping one changes the root, and the signature no longer fits."
      notice={
        seal.fault !== '' && (
          <Notice tone="bad" title="The last check found a fault.">
            {seal.fault}
          </Notice>
        )
      }
    >
      <Columns asideLabel="How to verify" aside={<HowTo fingerprint={fingerprint} />}>
        <Facts
          boxed
          items={[
            ['Signing key', <Copyable key="key" text={fingerprint} />],
            ['Checked', seal.verifiedAt ? <Moment key="at" at={seal.verifiedAt} place={place} show="near" /> : 'not yet'],
            [
              'Epoch',
              seal.epoch === 1 ? '1: never restored' : `${seal.epoch}: the log was taken up again ${seal.epoch - 1} ${seal.epoch === 2 ? 'time' : 'times'}`,
            ],
          ]}
        />
        {waiting && (
          <Section title="Waiting to be sealed" note={waiting.rows.length < waiting.count ? `the newest ${numberText(waiting.rows.length, place)}` : undefined}>
            <p className="mb-2">{waitingWords(waiting, place)}</p>
            <Table
              plain
              dense
              caption="Events that wait to be sealed, newest first"
              rows={waiting.rows}
              rowKey={(row) => row.id}
              rowHref={(row) => paths.auditEvent(row.id)}
              columns={[
                { id: 'at', header: 'Moment', priority: 2, link: true, cell: (row) => <Moment at={row.at} place={place} show="second" /> },
                { id: 'who', header: 'Person, role then', priority: 3, cell: (row) => <Actor actor={row.actor} /> },
                { id: 'what', header: 'What happened', priority: 1, wraps: true, cell: (row) => <Said parts={row.said} /> },
              ]}
            />
          </Section>
        )}
        {seal.checkpoint && (
          <Section
            title="Newest checkpoint"
            note="the signed note, as it is mailed once a day"
            act={<Copyable text={seal.checkpoint.note} short="copy" label="Copy the checkpoint" />}
          >
            <pre className="panel overflow-x-auto font-mono text-caption whitespace-pre" tabIndex={0}>
              {seal.checkpoint.note}
            </pre>
          </Section>
        )}
        <Section title="Checkpoints" note={checkpoints.length === 50 ? 'the newest fifty' : undefined}>
          <Table
            plain
            caption="Checkpoints, newest first"
            rows={checkpoints}
            rowKey={(row) => `${row.epoch}.${row.size}.${row.root}`}
            empty={<Empty.Yet title="No checkpoint yet." />}
            columns={[
              { id: 'at', header: 'Signed', priority: 1, cell: (row) => <Moment at={row.at} place={place} show="second" /> },
              { id: 'size', header: 'Entries', align: 'end', priority: 2, cell: (row) => numberText(row.size, place) },
              { id: 'root', header: 'Tree root', priority: 3, cell: (row) => <Copyable text={row.root} short={shortDigest(row.root)} /> },
              { id: 'epoch', header: 'Epoch', align: 'end', priority: 4, cell: (row) => row.epoch },
            ]}
          />
        </Section>
      </Columns>
    </Page>
  )
}

function HowTo({ fingerprint }: { fingerprint: string }) {
  return (
    <Section title="Verify without us">
      <ol className="list-decimal space-y-2 pl-5">
        <li>
          Take the verifier along. It is one file, needs Node.js and nothing else.{' '}
          <a className="text-link accent" href="/verify.mjs" download>
            verify.mjs
          </a>
        </li>
        <li>Note the signing key’s fingerprint from somewhere else than the bundle: the first start, a printed evidence pack, a mailed checkpoint.</li>
        <li>
          On a machine of your own, run this:{' '}
          <span className="break-all">
            <Copyable text={`node verify.mjs BUNDLE.zip --key ${fingerprint}`} label="Copy the command" />
          </span>
        </li>
        <li>
          Add <Mono>--checkpoint FILE</Mono> with a checkpoint you kept: only that shows whether the end was cut off.
        </li>
      </ol>
    </Section>
  )
}
