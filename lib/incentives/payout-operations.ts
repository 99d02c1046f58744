import type { Operation } from '../access/operation.ts'
import { checkInvariants, readInvariants } from './check-invariants.ts'
import { confirmBankDetail, enterBankDetail, listBankDetails, revealBankDetail } from './bank-detail.ts'
import { approvePayouts } from './approve-payouts.ts'
import { holdPayout, rejectPayouts, resumePayouts } from './decide-payouts.ts'
import { exportPayouts, listPayouts } from './list-payouts.ts'
import { exportLedgerAccounts, listLedgerAccounts, showLedger } from './list-ledger-accounts.ts'
import { exportJournalEntries, listJournalEntries, showJournalEntry } from './show-journal-entry.ts'
import { exportLedgerAccount, showLedgerAccount } from './show-ledger-account.ts'
import { listRaisable } from './list-raisable.ts'
import { raiseAllPayouts, raisePayout, reissuePayout } from './raise-payouts.ts'
import { printEvidence, showEvidence } from './show-evidence.ts'
import { showRaised } from './show-raised.ts'
import { showPayout } from './show-payout.ts'

export const operations: readonly Operation<unknown, unknown>[] = [
  raisePayout,
  raiseAllPayouts,
  reissuePayout,
  approvePayouts,
  rejectPayouts,
  holdPayout,
  resumePayouts,
  listPayouts,
  exportPayouts,
  showPayout,
  showRaised,
  printEvidence,
  showEvidence,
  listRaisable,
  enterBankDetail,
  confirmBankDetail,
  revealBankDetail,
  listBankDetails,
  showLedger,
  listLedgerAccounts,
  exportLedgerAccounts,
  showLedgerAccount,
  exportLedgerAccount,
  listJournalEntries,
  exportJournalEntries,
  showJournalEntry,
  readInvariants,
  checkInvariants,
]
