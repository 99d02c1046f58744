import type { Mapping } from '@/lib/incentives/import/mapping.ts'

export const formatWords: Readonly<Record<Mapping['times']['format'], string>> = { iso: 'year first', mdy: 'month first', dmy: 'day first' }
export const durationChoice: Readonly<Record<Mapping['times']['skipped'], string>> = { refuse: 'refused', earlier: 'the earlier', later: 'the later' }
export const payeeWords: Readonly<Record<Mapping['unmatchedPayee'], string>> = {
  create: 'are added',
  refuse: 'refuse the row',
  unassigned: 'go to the payee for unassigned work',
}
export const openWords: Readonly<Record<Mapping['openRows'], string>> = { keep: 'are kept and earn nothing', refuse: 'are refused' }
