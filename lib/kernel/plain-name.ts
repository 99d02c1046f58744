/**
 * Whether a text can stand as a name: no control characters, which end lines in mails and logs, and nothing that turns the direction of
 * writing round, by which `Ana\u202e…` reads as another person where somebody approves a payout.
 */
export const isPlainName = (text: string): boolean => !/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u.test(text)
export const notPlain = 'Leave out control characters and marks that change the direction of writing.'
/** A name out of a file, with a blank for each of those signs. */
export const asPlainName = (text: string): string => text.replaceAll(/[\p{Cc}\u202a-\u202e\u2066-\u2069]+/gu, ' ').trim()
/** The first signs of a text, at most so many units and none cut in half: half a sign is no text, and a JSON column refuses it. */
export const beginningOf = (text: string, most: number): string => text.slice(0, most).replace(/[\ud800-\udbff]$/, '')
