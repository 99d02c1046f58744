import { load } from '@/app/_bind/load.ts'
import { Act } from '@/app/_ui/act.tsx'
import { Button } from '@/app/_ui/button.tsx'
import { bytesText, shortDigest } from '@/app/_ui/format.ts'
import type { SearchParams } from '@/app/_ui/list-url.ts'
import { Notice } from '@/app/_ui/notice.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { showBatch } from '@/lib/incentives/show-batch.ts'
import { BatchDocket } from '../docket.tsx'
import { CodeInput } from './code-input.tsx'

export const metadata = { title: 'Download bank file' }
const wrong = 'That code is not right, or it was used before. Wait for the next one.'
const problems: Readonly<Record<string, string>> = { step_up: wrong, invalid: wrong, conflict: 'The batch has no file that could be downloaded.', too_many: 'Too many tries. Wait a minute.' }

export default async function FilePage({ params, searchParams }: { params: Promise<{ id: string }>; searchParams: Promise<SearchParams> }) {
  const { id } = await params
  const batch = await load(showBatch, { batchId: id })
  const asked = (await searchParams)['problem'], problem = typeof asked === 'string' ? problems[asked] : undefined
  const { file, place } = batch
  return (
    <>
      <BatchDocket batch={batch} />
      <Act back={paths.batch(id)} title={<>Download the file of <span className="mono">{batch.number}</span></>} foot="It holds full account numbers. The download is recorded." facts={file ? [['File', file.name], ['Size', bytesText(file.size, place)], ['SHA-256', <span key="d" className="mono">{shortDigest(file.digest)}</span>]] : []}>
        {!file || !batch.mayDownload ? <Notice tone="warn" title={file ? 'Your role does not download bank files.' : 'The file is written at release.'} /> : (
          <form method="post" action={paths.batchDownload(id)} className="form">
            {file.downloads > 0 && <Notice tone="warn" title={file.downloads === 1 ? 'It was downloaded once already.' : `It was downloaded ${file.downloads} times already.`}>The bytes are the same. A bank that gets them twice refuses the second copy at best.</Notice>}
            {problem && <Notice tone="bad" title={problem} live />}
            {(batch.asksCode || problem !== undefined) && <CodeInput />}
            <Button type="submit" primary wide size="large">Download</Button>
          </form>
        )}
      </Act>
    </>
  )
}
