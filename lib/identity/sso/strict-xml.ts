import { DOMParser } from '@xmldom/xmldom'

export class XmlFault extends Error {
  override readonly name = 'XmlFault'
}
const depthMax = 24,
  nodesMax = 20_000,
  attributesMax = 5_000,
  prefixesMax = 50
/** XML 1.0 allows these and nothing else; some readers drop the others silently, and two that disagree can be played against each other. */
const strangeSigns = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u
const knownEntities = /^&(?:amp|lt|gt|quot|apos|#(?:9|10|13|[3-9]\d|[1-9]\d{2,6})|#x(?:9|[aAdD]|[2-9a-fA-F][\da-fA-F]|[1-9a-fA-F][\da-fA-F]{2,5}));/

/**
 * Reads XML of strangers. No document types, entities of their own, CDATA, processing instructions; no comments unless allowed, because text
 * around a comment has been read as its first piece only (CVE-2017-11427 and its kin). A namespace prefix means one thing in the whole text.
 * @throws XmlFault
 */
export function readStrictXml(text: string, allows: { readonly comments?: boolean } = {}): Document {
  const body = text.replace(/^\ufeff?\s*<\?xml\s+version=["']1\.0["'](?:\s+encoding=["']utf-8["'])?(?:\s+standalone=["'](?:yes|no)["'])?\s*\?>/i, '')
  const bare = allows.comments === true ? body.replaceAll(/<!--(?:(?!--)[^])*-->/g, '') : body
  if (strangeSigns.test(text)) throw new XmlFault('signs that XML does not have')
  if (/<[!?]/.test(bare)) throw new XmlFault('a comment, document type, CDATA section or processing instruction')
  for (const match of bare.matchAll(/&/g)) if (!knownEntities.test(bare.slice(match.index, match.index + 10))) throw new XmlFault('an entity of its own')
  // Counted in the text first: the reader takes a second for what would be refused afterwards.
  if ((bare.match(/<[^/]/g)?.length ?? 0) > nodesMax || (bare.match(/=\s*["']/g)?.length ?? 0) > 2 * attributesMax) throw new XmlFault('too many parts')
  const meanings = new Map<string, string>()
  // Prefixes in other alphabets would be seen by the reader and not by the next line.
  if (/\sxmlns:(?![\w.-]+\s*=)/.test(bare)) throw new XmlFault('a prefix in strange signs')
  for (const [, prefix = '', uri = ''] of bare.matchAll(/\sxmlns:([\w.-]+)\s*=\s*["']([^"']*)["']/g)) {
    if (meanings.has(prefix) && meanings.get(prefix) !== uri) throw new XmlFault(`the prefix ${prefix} means two things`)
    meanings.set(prefix, uri)
    // The reader copies all that are known at each level: thousands of them in one another would keep it busy for seconds.
    if (meanings.size > prefixesMax) throw new XmlFault(`more than ${prefixesMax} prefixes`)
  }
  const stop = (message: string): never => {
    throw new XmlFault(`no well-formed XML: ${String(message).replaceAll(/\s+/g, ' ').slice(0, 80)}`)
  }
  const document = new DOMParser({ errorHandler: { warning: stop, error: stop, fatalError: stop } }).parseFromString(bare, 'text/xml') as Document | undefined
  if (!document?.documentElement) throw new XmlFault('no XML')
  for (const node of Array.from(document.childNodes)) if (node !== document.documentElement && !isBlank(node)) throw new XmlFault('something beside the root')
  measure(document.documentElement)
  return document
}
const isBlank = (node: Node): boolean => node.nodeType === 3 && (node.nodeValue ?? '').trim() === ''
function measure(root: Element): void {
  let nodes = 0,
    attributes = 0
  const walk = (element: Element, depth: number): void => {
    if (depth > depthMax) throw new XmlFault(`more than ${depthMax} levels`)
    if (++nodes > nodesMax || (attributes += element.attributes.length) > attributesMax) throw new XmlFault('too many parts')
    for (const child of elementsOf(element)) walk(child, depth + 1)
  }
  walk(root, 1)
}
export const elementsOf = (element: Element): Element[] => Array.from(element.childNodes).filter((node): node is Element => node.nodeType === 1)
/** Text that stands between elements where none belongs. */
export const hasLooseText = (element: Element): boolean => Array.from(element.childNodes).some((node) => node.nodeType !== 1 && !isBlank(node))
export const textOf = (element: Element | undefined): string =>
  element === undefined
    ? ''
    : Array.from(element.childNodes)
        .map((node) => node.nodeValue ?? '')
        .join('')
        .trim()
