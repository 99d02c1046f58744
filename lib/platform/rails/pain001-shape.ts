import type { Finding } from './port.ts'
import type { XmlElement } from './read-xml.ts'

/**
 * The part of pain.001.001.09 that our files may use, written from the message definition and not from the writer: type → its elements in
 * order (`?` at most once, `+` at least once, `a | b` one of both), or the pattern of its text. An element that is not named here is a
 * finding, so that nothing unforeseen reaches a bank.
 */
const id35 = /^[\s\S]{1,35}$/
const shapes: Readonly<Record<string, string | RegExp>> = {
  Document: 'CstmrCdtTrfInitn:Initiation',
  Initiation: 'GrpHdr:Header PmtInf:Block+',
  Header: 'MsgId:Id35 CreDtTm:Moment Authstn:Authorisation? NbOfTxs:Count CtrlSum:Sum InitgPty:Party',
  Authorisation: 'Prtry:Test',
  Block:
    'PmtInfId:Id35 PmtMtd:Transfer BtchBookg:Boolean NbOfTxs:Count CtrlSum:Sum PmtTpInf:PaymentType ReqdExctnDt:Day Dbtr:Party ' +
    'DbtrAcct:Account DbtrAgt:Agent ChrgBr:Bearer CdtTrfTxInf:Payment+',
  PaymentType: 'SvcLvl:Service CtgyPurp:Purpose?',
  Service: 'Cd:ServiceCode',
  Purpose: 'Cd:Code4',
  Day: 'Dt:Date',
  Party: 'Nm:Name PstlAdr:Address?',
  Address: 'StrtNm:Text70? BldgNb:Text16? PstCd:Text16? TwnNm:Text35 Ctry:Country',
  Account: 'Id:AccountId Ccy:Currency?',
  AccountId: 'IBAN:Iban | Othr:OtherAccount',
  OtherAccount: 'Id:Text34',
  Agent: 'FinInstnId:Institution',
  Institution: 'BICFI:Bic | Othr:NoAgent',
  NoAgent: 'Id:NotProvided',
  Payment: 'PmtId:Reference Amt:Amount CdtrAgt:Agent? Cdtr:Party CdtrAcct:Account RmtInf:Remittance',
  Reference: 'EndToEndId:Id35 UETR:Uetr',
  Amount: 'InstdAmt:Money',
  Remittance: 'Ustrd:Text140',
  Id35: id35,
  Moment: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)?$/,
  Test: /^TEST$/,
  Count: /^[0-9]{1,15}$/,
  Sum: /^[0-9]{1,17}(\.[0-9]{1,5})?$/,
  Transfer: /^TRF$/,
  Boolean: /^(true|false)$/,
  ServiceCode: /^(SEPA|NURG)$/,
  Code4: /^[A-Z]{4}$/,
  Date: /^\d{4}-\d\d-\d\d$/,
  Name: /^[\s\S]{1,140}$/,
  Text16: /^[\s\S]{1,16}$/,
  Text34: /^[\s\S]{1,34}$/,
  Text35: id35,
  Text70: /^[\s\S]{1,70}$/,
  Text140: /^[\s\S]{1,140}$/,
  Country: /^[A-Z]{2}$/,
  Currency: /^[A-Z]{3}$/,
  Iban: /^[A-Z]{2}[0-9]{2}[A-Za-z0-9]{1,30}$/,
  Bic: /^[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?$/,
  NotProvided: /^NOTPROVIDED$/,
  Bearer: /^(SLEV|SHAR)$/,
  Uetr: /^[a-f0-9]{8}-[a-f0-9]{4}-4[a-f0-9]{3}-[89ab][a-f0-9]{3}-[a-f0-9]{12}$/,
  Money: /^(?=[0-9.]{1,19}$)[0-9]+(\.[0-9]{1,5})?$/,
}

interface Part {
  readonly names: readonly { readonly name: string; readonly type: string }[]
  readonly min: number
  readonly max: number
}
const parts = new Map<string, readonly Part[]>()
function partsOf(type: string, shape: string): readonly Part[] {
  let found = parts.get(type)
  if (!found) {
    const one = (text: string): { name: string; type: string } => {
      const [name, of] = text.replace(/[?+]$/, '').split(':') as [string, string]
      return { name, type: of }
    }
    found = shape.includes('|')
      ? [{ names: shape.split(' | ').map(one), min: 1, max: 1 }]
      : shape.split(' ').map((text) => ({ names: [one(text)], min: text.endsWith('?') ? 0 : 1, max: text.endsWith('+') ? Infinity : 1 }))
    parts.set(type, found)
  }
  return found
}

/** Where the element tree leaves the shape: order, missing and unknown elements, lengths and patterns. At most ten findings. */
export function inspectShape(root: XmlElement): Finding[] {
  const findings: Finding[] = []
  visit(root, 'Document', root.name, findings)
  return findings.slice(0, 10)
}

function visit(element: XmlElement, type: string, path: string, findings: Finding[]): void {
  if (findings.length >= 10) return
  const shape = shapes[type] as string | RegExp
  const add = (sentence: string): void => {
    findings.push({ rule: 'shape', sentence: `${path}: ${sentence}` })
  }
  if (typeof shape !== 'string') {
    if (element.children.length > 0) add('holds elements where text belongs')
    else if (!shape.test(element.text)) add(`“${element.text.slice(0, 60)}” has the wrong form or length`)
    return
  }
  if (element.text !== '') add('holds text where elements belong')
  let i = 0
  for (const part of partsOf(type, shape)) {
    let count = 0
    for (; i < element.children.length && count < part.max; i++, count++) {
      const next = element.children[i] as XmlElement
      const match = part.names.find(({ name }) => name === next.name)
      if (!match) break
      visit(next, match.type, `${path}/${next.name}`, findings)
    }
    if (count < part.min) add(`lacks ${part.names.map(({ name }) => name).join(' or ')}, or has it in the wrong place`)
  }
  if (i < element.children.length) add(`holds ${(element.children[i] as XmlElement).name}, which does not belong there`)
}
