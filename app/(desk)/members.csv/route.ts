import { personalCsvHandler } from '@/app/_bind/handler.ts'
import { exportMembers } from '@/lib/tenancy/list-members.ts'

export const GET = personalCsvHandler(exportMembers)
