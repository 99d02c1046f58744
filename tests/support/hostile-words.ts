// Text that wants to be something else: an element, a script, a formula, a template, a statement, another direction of writing.
const wants: readonly string[] = [
  '<x-hostile onclick=alert(1)>b</x-hostile>',
  '"><script>window.hostile=1</script>',
  "</script></title></textarea><img src=x onerror='window.hostile=1'>",
  '{{7*7}}${7*7}#{7*7}<%=7*7%>',
  '=HYPERLINK("http://evil.test";"x")',
  "+1+cmd|' /C calc'!A0",
  '-2+3+cmd',
  '@SUM(A1)',
  '\tTab=1',
  "'; drop table payouts; --",
  '\u202Egnp.exe\u202C',
  '💥👩‍👩‍👧‍👦🇳🇱',
  '\\u003cx-hostile\\u003e',
  '%3Cx-hostile%3E',
  'javascript:window.hostile=1//',
  '&lt;x-hostile&gt;&#60;x-hostile&#62;',
  '`${window.hostile=1}`',
  '<!--<x-hostile>-->]]>',
  '<svg/onload=window.hostile=1>',
  'עברית العربية',
]
let turn = 0
/** Hostile text of at most so many characters: every time another one first, filled up with the rest, or one word without an end. */
export function hostile(most: number): string {
  const at = turn++
  if (at % 7 === 6) return `W${'w'.repeat(most - 1)}`
  // Short fields are names, and names refuse signs that end a line or turn writing round (lib/kernel/plain-name.ts); free text keeps them.
  const text = [...wants.slice(at % wants.length), ...wants].join(' '),
    kept = most < 1_000 ? text.replaceAll(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, ' ') : text
  return kept
    .slice(0, most)
    .replace(/[\ud800-\udbff]$/, '')
    .trim()
}
/** The same where names of people and companies refuse brackets and invisible signs. */
export const hostileName = (most: number): string =>
  hostile(most * 2)
    .replaceAll(/[\p{Cc}\p{Cf}<>]/gu, '')
    .trim()
    .slice(0, most)
    .replace(/[\ud800-\udbff]$/, '')
    .trim() || 'O’Brien'
