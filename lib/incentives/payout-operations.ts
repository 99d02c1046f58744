import type { Operation } from '../access/operation.ts'
import { checkInvariants, readInvariants } from './check-invariants.ts'
import { confirmBankDetail, enterBankDetail, listBankDetails, revealBankDetail } from './bank-detail.ts'
import { approvePayouts } from './approve-payouts.ts'
import { holdPayout, rejectPayouts, resumePayout } from './decide-payouts.ts'
import { exportPayouts, listPayouts } from './list-payouts.ts'
import { listJournalEntries, listLedgerAccounts, showJournalEntry, showLedgerAccount } from './read-ledger.ts'
import { listRaisable } from './list-raisable.ts'
import { raiseAllPayouts, raisePayout, reissuePayout } from './raise-payouts.ts'
import { showEvidence } from './show-evidence.ts'
import { showPayout } from './show-payout.ts'

export const operations: readonly Operation<unknown, unknown>[] = [raisePayout, raiseAllPayouts, reissuePayout, approvePayouts, rejectPayouts, holdPayout, resumePayout, listPayouts, exportPayouts, showPayout, showEvidence, listRaisable, enterBankDetail, confirmBankDetail, revealBankDetail, listBankDetails, listLedgerAccounts, showLedgerAccount, listJournalEntries, showJournalEntry, readInvariants, checkInvariants]
