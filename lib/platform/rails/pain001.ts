import { create } from 'xmlbuilder2'
import { assert } from '../../kernel/assert.ts'
import { offsetAt, type Day } from '../../kernel/day.ts'
import { decimalsOf, decimalText } from '../../kernel/money.ts'
import { earliestDay, nextOpenDay } from './calendar.ts'
import { toLatin } from './charset.ts'
import { inspectPain001 } from './check-pain001.ts'
import { check, checkOrder, checkOriginator, goesBySepa } from './pain001-faults.ts'
import type { IbanOriginator, Order, OrderPayout, PostalAddress, Rail, RailFile } from './port.ts'

const namespace = 'urn:iso:std:iso:20022:tech:xsd:pain.001.001.09'

/** One block: payments from one account, on one day, under one scheme. */
interface Block {
  readonly id: string
  readonly sepa: boolean
  readonly payouts: readonly OrderPayout[]
}

/** A node of the file: element name → text, attributes and children, in the order of the schema. Undefined is left out. */
type Content = string | { readonly [name: string]: Content | readonly Content[] | undefined }

function latin(text: string): string {
  const result = toLatin(text)
  assert(result.ok, 'text was checked before it is written')
  return result.text
}
const sentName = (payout: OrderPayout): string => latin(payout.payee.latinName ?? payout.payee.name)

/** Sum of plain numbers, whatever the currency: that is how ISO 20022 defines the control sum. */
function controlSum(payouts: readonly OrderPayout[]): string {
  const decimals = Math.max(0, ...payouts.map((p) => decimalsOf(p.amount.currency)))
  let total = 0n
  for (const { amount } of payouts) total += amount.minor * 10n ** BigInt(decimals - decimalsOf(amount.currency))
  const digits = total.toString().padStart(decimals + 1, '0')
  return decimals === 0 ? digits : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`
}

/** The moment on the bank's wall clock with its offset, so that its date is the bank's date. */
function wallClock(moment: Date, zone: string): string {
  const minutes = Math.round(offsetAt(moment, zone) / 60_000)
  const size = Math.abs(minutes)
  const offset = `${minutes < 0 ? '-' : '+'}${String(Math.floor(size / 60)).padStart(2, '0')}:${String(size % 60).padStart(2, '0')}`
  return new Date(moment.getTime() + minutes * 60_000).toISOString().slice(0, 19) + offset
}

function addressOf(address: PostalAddress | undefined): Content | undefined {
  if (!address) return undefined
  return {
    StrtNm: address.street === undefined ? undefined : latin(address.street),
    BldgNb: address.building === undefined ? undefined : latin(address.building),
    PstCd: address.postcode === undefined ? undefined : latin(address.postcode),
    TwnNm: latin(address.town),
    Ctry: address.country,
  }
}

function paymentOf(payout: OrderPayout): Content {
  const to = payout.destination
  assert(to.kind === 'iban' || to.kind === 'account', 'the destination was checked before it is written')
  return {
    PmtId: { EndToEndId: payout.reference, UETR: payout.uetr },
    Amt: { InstdAmt: { '@Ccy': payout.amount.currency, '#': decimalText(payout.amount) } },
    CdtrAgt: to.bic === undefined ? undefined : { FinInstnId: { BICFI: to.bic } },
    Cdtr: { Nm: sentName(payout), PstlAdr: addressOf(payout.payee.address) },
    CdtrAcct: { Id: to.kind === 'iban' ? { IBAN: to.iban } : { Othr: { Id: to.number } } },
    RmtInf: { Ustrd: latin(payout.remittance) },
  }
}

function blockOf(block: Block, originator: IbanOriginator, executionDay: Day): Content {
  return {
    PmtInfId: block.id,
    PmtMtd: 'TRF',
    BtchBookg: String(originator.batchBooking),
    NbOfTxs: String(block.payouts.length),
    CtrlSum: controlSum(block.payouts),
    PmtTpInf: { SvcLvl: { Cd: block.sepa ? 'SEPA' : 'NURG' }, CtgyPurp: originator.salary ? { Cd: 'SALA' } : undefined },
    ReqdExctnDt: { Dt: executionDay },
    Dbtr: { Nm: latin(originator.name), PstlAdr: addressOf(originator.address) },
    DbtrAcct: { Id: { IBAN: originator.iban } },
    DbtrAgt: { FinInstnId: originator.bic === undefined ? { Othr: { Id: 'NOTPROVIDED' } } : { BICFI: originator.bic } },
    ChrgBr: block.sepa ? 'SLEV' : 'SHAR',
    CdtTrfTxInf: block.payouts.map(paymentOf),
  }
}

function write(order: Order): RailFile {
  const { originator } = order
  assert(originator.rail === 'pain001', 'an ISO 20022 file needs an originator with an IBAN')
  const groups = [
    { sepa: true, payouts: order.payouts.filter((p) => goesBySepa(originator, p)) },
    { sepa: false, payouts: order.payouts.filter((p) => !goesBySepa(originator, p)) },
  ].filter((group) => group.payouts.length > 0)
  const blocks: Block[] = groups.map((group, i) => ({ ...group, id: `${order.messageId}-${i + 1}` }))
  const sum = controlSum(order.payouts)
  const content: Content = {
    CstmrCdtTrfInitn: {
      GrpHdr: {
        MsgId: order.messageId,
        CreDtTm: wallClock(order.createdAt, originator.cutOff.zone),
        Authstn: originator.testFile ? { Prtry: 'TEST' } : undefined,
        NbOfTxs: String(order.payouts.length),
        CtrlSum: sum,
        InitgPty: { Nm: latin(originator.name) },
      },
      PmtInf: blocks.map((block) => blockOf(block, originator, order.executionDay)),
    },
  }
  const document = create({ version: '1.0', encoding: 'UTF-8' }).ele('Document')
  document.ele(content as Record<string, unknown>)
  // The builder resolves a namespace at each of hundreds of thousands of elements; said once on the outermost it is the same file.
  const text = document.end({ prettyPrint: true }).replace('<Document>', `<Document xmlns="${namespace}">`)
  return {
    fileName: `${originator.testFile ? 'TEST-' : ''}${order.messageId.replace(/[^A-Za-z0-9-]/g, '-')}.pain.001.001.09.xml`,
    contentType: 'application/xml',
    body: new TextEncoder().encode(`${text}\n`),
    messageId: order.messageId,
    references: new Map(order.payouts.map((p) => [p.id, p.reference])),
    blocks: new Map(blocks.flatMap((block) => block.payouts.map((p) => [p.id, block.id] as const))),
    sentNames: new Map(order.payouts.map((p) => [p.id, sentName(p)])),
    controlSum: sum,
    count: order.payouts.length,
  }
}

/** ISO 20022 customer credit transfer, version 9 (pain.001.001.09): SEPA and other payments from an account with an IBAN. */
export const pain001: Rail = {
  name: 'pain001',
  checkOriginator,
  check,
  checkOrder,
  earliestDay: (originator, now) => {
    assert(originator.rail === 'pain001', 'originator of this rail')
    return earliestDay(['t2'], originator.cutOff, now)
  },
  nextOpenDay: (day) => nextOpenDay(['t2'], day),
  write,
  inspect: inspectPain001,
}
