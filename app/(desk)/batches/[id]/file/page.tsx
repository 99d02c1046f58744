import { load } from '@/app/_bind/load.ts'
import { Act } from '@/app/_ui/act.tsx'
import { Button } from '@/app/_ui/button.tsx'
import { CodeInput } from '@/app/_ui/code-input.client.tsx'
import { bytesText, countText, shortDigest } from '@/app/_ui/format.ts'
import type { SearchParams } from '@/app/_ui/list-url.ts'
import { Money } from '@/app/_ui/money.tsx'
import { Notice } from '@/app/_ui/notice.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { showBatch, type BatchPage } from '@/lib/incentives/show-batch.ts'
import { BatchDocket } from '../docket.tsx'
import { DownloadForm } from './download-form.client.tsx'

export const metadata = { title: 'Bank file' }
const problems: Readonly<Record<string, string>> = {
  conflict: 'The file cannot be written or handed out now. Open the release dialog: it names what is in the way.',
  too_many: 'Too many tries. Wait a minute.',
  unavailable: 'The database was busy. Try again.',
}

export default async function FilePage({ params, searchParams }: { params: Promise<{ id: string }>; searchParams: Promise<SearchParams> }) {
  const { id } = await params
  const batch = await load(showBatch, { batchId: id })
  const asked = (await searchParams)['problem']
  const refusal = {
    problem: typeof asked === 'string' && Object.hasOwn(problems, asked) ? problems[asked] : undefined,
    isCode: asked === 'step_up' || asked === 'invalid',
  }
  return (
    <>
      <BatchDocket batch={batch} />
      {batch.file ? <Released batch={batch} file={batch.file} refusal={refusal} /> : <Draft batch={batch} refusal={refusal} />}
    </>
  )
}

interface Refused {
  readonly problem: string | undefined
  readonly isCode: boolean
}
function Released({ batch, file, refusal }: { batch: BatchPage; file: NonNullable<BatchPage['file']>; refusal: Refused }) {
  return (
    <Act
      back={paths.batch(batch.id)}
      title={
        <>
          Download the file of <span className="mono">{batch.number}</span>
        </>
      }
      foot="It holds full account numbers. The download is recorded."
      facts={[
        ['File', file.name],
        ['Size', bytesText(file.size, batch.place)],
        [
          'SHA-256',
          <span key="d" className="mono">
            {shortDigest(file.digest)}
          </span>,
        ],
      ]}
    >
      {!batch.mayDownload ? (
        <Notice tone="warn" title="Your role does not download bank files." />
      ) : (
        <DownloadForm action={paths.batchDownload(batch.id)} back={paths.batch(batch.id)} fileName={file.name} downloads={file.downloads}>
          {file.downloads > 0 && (
            <Notice tone="warn" title={file.downloads === 1 ? 'It was downloaded once already.' : `It was downloaded ${file.downloads} times already.`}>
              The bytes are the same. A bank that gets them twice refuses the second copy at best.
            </Notice>
          )}
          {refusal.problem !== undefined && <Notice tone="bad" title={refusal.problem} live />}
          <CodeInput refused={refusal.isCode} />
          <Button type="submit" primary wide size="large">
            Download
          </Button>
        </DownloadForm>
      )}
    </Act>
  )
}
/** Before release: a file marked as a test, for trying the bank's channel. No payout moves. */
function Draft({ batch, refusal }: { batch: BatchPage; refusal: Refused }) {
  return (
    <Act
      back={paths.batch(batch.id)}
      title={
        <>
          A test file of <span className="mono">{batch.number}</span>
        </>
      }
      foot="It holds full account numbers. Writing it is recorded."
      facts={[
        ['Payouts', countText(batch.payoutCount, 'payout', batch.place)],
        ['Amount', <Money key="a" of={batch.total} place={batch.place} code />],
      ]}
    >
      {!batch.mayChange || !batch.mayDownload ? (
        <Notice tone="warn" title="The file is written at release." />
      ) : typeof batch.testFile === 'string' ? (
        <Notice tone="warn" title="You may not make a test file of this batch.">
          {batch.testFile}
        </Notice>
      ) : (
        <form method="post" action={paths.batchTestFile(batch.id)} className="form">
          <p>The file is marked as a test, with a message id of its own. Send it over the bank’s test channel only. Nothing is released.</p>
          {refusal.problem !== undefined && <Notice tone="bad" title={refusal.problem} live />}
          <CodeInput refused={refusal.isCode} />
          <Button type="submit" primary wide size="large">
            Download the test file
          </Button>
        </form>
      )}
    </Act>
  )
}
