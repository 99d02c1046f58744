/**
 * The text of /.well-known/security.txt (RFC 9116). It renews itself: the expiry is 180 days after the first of the month in which it is
 * read, so it is always 149 to 180 days ahead and equal for everyone who reads it in that month.
 */
export function securityTxt(now: Date, url: string, contact: string | undefined): string {
  const expires = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 1 + 180))
  return [
    `Contact: ${url}/report`,
    ...(contact === undefined ? [] : [`Contact: ${contact}`]),
    `Expires: ${expires.toISOString().replace('.000', '')}`,
    `Canonical: ${url}/.well-known/security.txt`,
    `Policy: ${url}/report`,
    'Preferred-Languages: en',
    '',
  ].join('\n')
}
