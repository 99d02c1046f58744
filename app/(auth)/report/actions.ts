'use server'
import { goAction } from '@/app/_bind/flow.ts'
import { paths } from '@/app/_ui/paths.ts'
import { reportVulnerability } from '@/lib/identity/report-vulnerability.ts'

export const report = goAction(reportVulnerability, ['what', 'place', 'severity', 'details', 'name', 'email'], (kept) => paths.reported(kept.reference))
