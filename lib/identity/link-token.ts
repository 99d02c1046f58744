import { randomBytes } from 'node:crypto'
import { sha256 } from '../kernel/digest.ts'

export const linkPurposes = ['setup', 'invite', 'reset', 'change_email', 'confirm_email', 'recover'] as const
export type LinkPurpose = (typeof linkPurposes)[number]
/** How long a link of each purpose works, in hours. */
export const linkHours: Readonly<Record<LinkPurpose, number>> = { setup: 72, invite: 72, reset: 0.5, change_email: 24, confirm_email: 24, recover: 72 }

/** 256 random bits as the outside carries them. */
export const newLinkToken = (): string => randomBytes(32).toString('base64url')
/**
 * What is stored. The purpose is part of what is hashed, so that a link of one purpose is not even found at the door of another (an
 * invitation that leaked must not reset a password).
 */
export const hashLinkToken = (purpose: LinkPurpose, token: string): Buffer => sha256(`link:${purpose}:${token}`)
/** Shape of a token, judged before the database is asked. */
export const isLinkToken = (token: string): boolean => /^[\w-]{43}$/.test(token)
