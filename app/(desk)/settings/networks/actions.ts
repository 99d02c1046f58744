'use server'
import { action } from '@/app/_bind/action.ts'
import { paths } from '@/app/_ui/paths.ts'
import { changeNetworks, chooseBreakGlass } from '@/lib/tenancy/networks.ts'

// An empty field is an absent one; here it is the empty list, which lets in from everywhere.
export const allow = action(changeNetworks, { input: (v) => ({ ...v, ranges: v['ranges'] ?? '' }), then: () => paths.settings('networks') })
export const breakGlass = action(chooseBreakGlass, {
  message: (done) =>
    done.owners === 0 ? 'No owner has break-glass now.' : done.owners === 1 ? 'One owner has break-glass.' : `${done.owners} owners have break-glass.`,
})
