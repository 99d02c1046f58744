import type { Journey } from './journey.ts'
import { grantAwards } from './awards.ts'
import { releaseAndSettle } from './bank.ts'
import { invite, setUp } from './people.ts'
import { correctWork, prepareBank, raiseAndApprove } from './payouts.ts'
import { followTrail, proveAway, searchLog } from './proof.ts'
import { writePrograms } from './programs.ts'
import { restoreElsewhere, survive } from './recovery.ts'
import { readAndRedeem } from './technician.ts'
import { seeOtherTheme } from './themes.ts'
import { importWork } from './work.ts'

/** The main job in its order; each step stands on what those before it have left. */
export const steps: readonly (readonly [string, (journey: Journey) => Promise<void>])[] = [
  ['the one-time link makes one person operator and owner', setUp],
  ['four people join, each by a link that works once', invite],
  ['a file comes in once, and what is refused is handed back', importWork],
  ['programs are tried on real work before they pay', writePrograms],
  ['a period is computed to the cent, confirmed, and somebody is nominated', grantAwards],
  ['where money goes is entered by one and confirmed by another', prepareBank],
  ['four eyes see every payout', raiseAndApprove],
  ['corrected work claws back or adjusts, beside the award that stays', correctWork],
  ['one file leaves; the bank settles most of it and returns one', releaseAndSettle],
  ['on a phone: what was earned, why and when; disputed, redeemed, handed out', readAndRedeem],
  ['the trail leads from the bank line to one record, and prints', followTrail],
  ['the log is searched, one entry opened, the found set exported', searchLog],
  ['the bundle is proven without network, and each change to it is named', proveAway],
  ['the key pages hold in the other theme too', seeOtherTheme],
  ['a release cut off by the death of the server is neither lost nor doubled', survive],
  ['a backup comes up elsewhere, whole', restoreElsewhere],
]
