import { Download } from 'lucide-react'
import { loadOrRefusal } from '@/app/_bind/load.ts'
import { Act } from '@/app/_ui/act.tsx'
import { LinkButton } from '@/app/_ui/button.tsx'
import { Notice } from '@/app/_ui/notice.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { auditSealWords } from '../../seal-words.ts'
import { openExport } from '@/lib/audit/request-export.ts'
import { AuditLog } from '../../log.tsx'

export const metadata = { title: 'Export ready' }
export default async function ExportReadyPage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params
  const { value, refusal } = await loadOrRefusal(openExport, { id })
  return (
    <>
      <AuditLog given={{}} />
      <Act
        back={paths.audit()}
        cancel="Done"
        title={value ? 'Your export is ready' : 'This export is gone'}
        foot={value ? 'It can be taken once, for ten minutes.' : null}
      >
        {value ? (
          <>
            <p>{auditSealWords[value.format]}</p>
            <LinkButton primary size="large" wide icon={Download} href={paths.auditDownload(id)} download>
              Download
            </LinkButton>
          </>
        ) : (
          <Notice tone="warn">{refusal?.message}</Notice>
        )}
      </Act>
    </>
  )
}
