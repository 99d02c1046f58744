import type { Operation } from '../access/operation.ts'
import { cancelRedemption } from './cancel-redemption.ts'
import { addItem, changeItem } from './change-catalogue.ts'
import { decideDispute } from './decide-dispute.ts'
import { fulfilRedemption } from './fulfil-redemption.ts'
import { exportCatalogue, listCatalogue, showItem } from './list-catalogue.ts'
import { exportDisputes, listDisputes } from './list-disputes.ts'
import { listEarnings, listMyPayouts } from './list-earnings.ts'
import { exportRedemptions, listRedemptions, showRedemption } from './list-redemptions.ts'
import { listRewards, showReward } from './list-rewards.ts'
import { openDispute } from './open-dispute.ts'
import { redeem } from './redeem.ts'
import { showEarning, showMyPayout } from './show-earning.ts'
import { showDispute } from './show-dispute.ts'
import { tellApprovers } from './tell-approvers.ts'
import { tellConfirmers } from './tell-confirmers.ts'
import { markOverdueDisputes, tellOfDispute, tellOfRedemption } from './tell-of-wallet.ts'
import { tellOfBankDetail, tellPayees } from './tell-payees.ts'
import { withdrawDispute } from './withdraw-dispute.ts'

/** What a payee does with what was earned, what the office answers, and who is told. */
export const operations: readonly Operation<unknown, unknown>[] = [
  listEarnings,
  listMyPayouts,
  showEarning,
  showMyPayout,
  listRewards,
  showReward,
  listCatalogue,
  exportCatalogue,
  showItem,
  addItem,
  changeItem,
  redeem,
  listRedemptions,
  exportRedemptions,
  showRedemption,
  fulfilRedemption,
  cancelRedemption,
  openDispute,
  decideDispute,
  withdrawDispute,
  showDispute,
  listDisputes,
  exportDisputes,
  tellPayees,
  tellApprovers,
  tellConfirmers,
  tellOfBankDetail,
  tellOfDispute,
  tellOfRedemption,
  markOverdueDisputes,
]
