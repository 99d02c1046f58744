import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { Refusal } from '../../kernel/refusal.ts'

/** Everything is text: `000123` stays six characters and `0.10` keeps its zero. */
export interface XmlElement {
  readonly name: string
  readonly attributes: ReadonlyMap<string, string>
  readonly children: readonly XmlElement[]
  readonly text: string
}
export interface XmlFile {
  readonly namespace: string
  readonly root: XmlElement
  readonly warnings: readonly string[]
}

/** Largest bank file that is read; a day of 20,000 single bookings is about 20 MB. */
export const xmlBytesMax = 50 * 1024 * 1024
const depthMax = 60
/** Marks of elements and of attribute values: some ninety and ten for each booking, so far more than fifty thousand bookings need. */
const marksMax = { '<': 5_000_000, '"': 2_000_000 } as const

const refuse = (sentence: string): never => {
  throw new Refusal('invalid', sentence)
}

/**
 * Bytes of a bank's XML file → its elements. Refuses what is not UTF-8, control characters, and any document type declaration, which is
 * how a file would make us expand entities without end or read local files (XXE, billion laughs).
 */
export function readXml(bytes: Uint8Array): XmlFile {
  if (bytes.length > xmlBytesMax) refuse(`The file is larger than ${xmlBytesMax / 1024 / 1024} MB. Ask the bank for one file per day.`)
  // Each of them becomes an object: a file of nothing else would take the memory of the whole server, for every company on it.
  for (const [mark, most] of Object.entries(marksMax))
    if (countByte(bytes, mark.charCodeAt(0)) > most) refuse('The file holds more elements than any bank file of its size. Ask the bank for one file per day.')
  const { text, warnings } = readText(bytes)
  if (/<!DOCTYPE|<!ENTITY/i.test(text)) refuse('The file holds a document type declaration. Bank files never do; it is not opened.')
  const valid = XMLValidator.validate(text, { allowBooleanAttributes: false })
  if (valid !== true) refuse(`The file is not well-formed XML (line ${valid.err.line}). It may be cut off or edited by hand. Download it again.`)
  let nodes: readonly Node[]
  try {
    nodes = parser.parse(text) as readonly Node[]
  } catch {
    return refuse('The file cannot be read as XML: it nests too deep or uses names that no bank file has. Download it again.')
  }
  const [node, ...others] = nodes.filter((part) => Object.keys(part).some((key) => !/^[#:]/.test(key)))
  const tag = node && Object.keys(node).find((key) => !/^[#:]/.test(key))
  if (!node || tag === undefined || others.length > 0) return refuse('The file holds no XML document. Download it again.')
  const root = toElement(tag, node[tag] as readonly Node[], node[':@'] as Record<string, string> | undefined, 0)
  return { ...namespaceOf(root, warnings), root: { ...root, name: localName(tag) } }
}

function countByte(bytes: Uint8Array, wanted: number): number {
  let count = 0
  for (let at = bytes.indexOf(wanted); at >= 0; at = bytes.indexOf(wanted, at + 1)) count++
  return count
}
function readText(bytes: Uint8Array): { text: string; warnings: string[] } {
  const warnings: string[] = []
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff) || bytes[0] === 0 || bytes[1] === 0) {
    refuse('The file is in UTF-16. Bank files are UTF-8: download it again in that encoding.')
  }
  let text = ''
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    refuse('The file is not UTF-8, whatever its first line says. Download it again in that encoding.')
  }
  const declared = /^\s*<\?xml[^>]*\sencoding\s*=\s*["']([^"']*)["']/.exec(text)?.[1]
  if (declared !== undefined && !/^(utf-8|us-ascii)$/i.test(declared)) {
    if (/[^\x00-\x7f]/.test(text)) refuse(`The file says it is ${declared.slice(0, 20)}; only UTF-8 is read. Download it again in that encoding.`)
    warnings.push(`The file says it is ${declared.slice(0, 20)}; its bytes are plain ASCII, so it was read as UTF-8.`)
  }
  const control = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]/.exec(text)
  if (control) refuse(`The file holds a control character (${code(control[0])}). It was changed after the bank wrote it: download it again.`)
  return { text, warnings }
}
const code = (c: string): string => `U+${(c.codePointAt(0) as number).toString(16).toUpperCase().padStart(4, '0')}`

type Node = Record<string, unknown>
const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: true,
  processEntities: false,
  cdataPropName: '#cdata',
  ignorePiTags: true,
  ignoreDeclaration: true,
})

const none: ReadonlyMap<string, string> = new Map()

/** Loops, not chains: a statement has hundreds of thousands of elements. */
function toElement(name: string, inner: readonly Node[], given: Record<string, string> | undefined, depth: number): XmlElement {
  if (depth > depthMax) refuse('The file nests its elements deeper than any bank file does; it is not opened.')
  const children: XmlElement[] = []
  let text = ''
  for (const part of inner) {
    for (const key in part) {
      if (key === '#text') text += decode(String(part[key]))
      else if (key === '#cdata') text += cdata(part)
      else if (key !== ':@') {
        children.push(toElement(localName(key), part[key] as readonly Node[], part[':@'] as Record<string, string> | undefined, depth + 1))
        part[key] = undefined // let go of at once: both trees of a large file are more than a gigabyte
      }
    }
  }
  const attributes = given === undefined ? none : new Map(Object.entries(given).map(([key, value]) => [key, decode(value)]))
  return { name, attributes, children, text: text.trim() }
}
const cdata = (part: Readonly<Node>): string => (part['#cdata'] as readonly Node[]).map((inner) => String(inner['#text'] ?? '')).join('')
const localName = (name: string): string => name.slice(name.indexOf(':') + 1)

const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }
function decode(text: string): string {
  if (!text.includes('&')) return text
  return text.replace(/&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|(\w+));|&/g, (_, decimal?: string, hex?: string, name?: string) => {
    if (name !== undefined && Object.hasOwn(named, name)) return named[name] as string
    const point = decimal === undefined ? (hex === undefined ? -1 : Number.parseInt(hex, 16)) : Number(decimal)
    const fits =
      point === 9 ||
      point === 10 ||
      point === 13 ||
      (point >= 32 && point !== 127 && point < 0xd800) ||
      (point > 0xdfff && point < 0xfffe) ||
      (point > 0xffff && point <= 0x10ffff)
    return fits ? String.fromCodePoint(point) : refuse('The file refers to a character that no bank file may hold. Download it again.')
  })
}

/** A misspelt attribute name is a known slip of one bank; the value is still the namespace. */
function namespaceOf(root: XmlElement, warnings: string[]): { namespace: string; warnings: readonly string[] } {
  const prefix = root.name.includes(':') ? `xmlns:${root.name.slice(0, root.name.indexOf(':'))}` : 'xmlns'
  const exact = root.attributes.get(prefix)
  if (exact !== undefined) return { namespace: exact, warnings }
  const close = [...root.attributes].find(([key]) => key.toLowerCase() === prefix)
  return close ? { namespace: close[1], warnings: [...warnings, `The namespace stands in a misspelt attribute (${close[0]}).`] } : { namespace: '', warnings }
}

/** First child of that name. */
export const child = (element: XmlElement | undefined, name: string): XmlElement | undefined => element?.children.find((c) => c.name === name)
/** All children of that name. */
export const children = (element: XmlElement | undefined, name: string): XmlElement[] => element?.children.filter((c) => c.name === name) ?? []
/** The element at `A/B/C` below this one. */
export const at = (element: XmlElement | undefined, path: string): XmlElement | undefined => path.split('/').reduce<XmlElement | undefined>(child, element)
/** Its text; nothing when the element is absent or empty. */
export const textAt = (element: XmlElement | undefined, path: string): string | undefined => at(element, path)?.text || undefined
/** Every element of that name below this one, at any depth. */
export function below(element: XmlElement, name: string): XmlElement[] {
  return element.children.flatMap((c) => (c.name === name ? [c, ...below(c, name)] : below(c, name)))
}
