import { downloadBatchFile } from '@/lib/incentives/download-batch-file.ts'
import { sendFile } from '../send-file.ts'

export const POST = sendFile(downloadBatchFile)
