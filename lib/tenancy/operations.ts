import type { Operation } from '../access/operation.ts'
import { chooseNotifications, showNotificationChoices } from './choose-notifications.ts'
import { beginDelegation, closeDelegations, endDelegation, listDelegations } from './delegation.ts'
import { findMembers } from './find-members.ts'
import { listNotifications } from './list-notifications.ts'
import { openNotification, readNotifications } from './read-notifications.ts'
import { sendDigest } from './send-digest.ts'
import { showDesk } from './show-desk.ts'

export const operations: readonly Operation<unknown, unknown>[] = [showDesk, findMembers, listNotifications, openNotification, readNotifications, showNotificationChoices, chooseNotifications, sendDigest, beginDelegation, endDelegation, closeDelegations, listDelegations]
