import { writeTestFile } from '@/lib/incentives/release-batch.ts'
import { sendFile } from '../send-file.ts'

export const POST = sendFile(writeTestFile)
