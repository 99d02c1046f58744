import type { BankFileKind } from './port.ts'

/**
 * What a file from the bank is, by its first characters: the reader of that kind then judges it. A camt and a pain.002 are told apart by
 * their namespace, an ACH file by its header, and everything else is taken for CSV.
 */
export function recognise(bytes: Uint8Array): BankFileKind {
  const start = Buffer.from(bytes.subarray(0, 4096))
    .toString('latin1')
    .replace(/^\xef\xbb\xbf/, '')
  if (start.trimStart().startsWith('<') || start.includes('\0')) return /pain\.002/.test(start) ? 'status report' : 'statement'
  if (/^101[ 0-9A-Z]{20}\d{6}/.test(start)) return 'ach'
  return 'csv'
}
