// What a bank would send back, written by the tests: not by code that the product reads with.
import { routingCheckDigit } from '../../../lib/platform/rails/aba.ts'

export interface AnswerDetail {
  readonly reference: string
  readonly amount: string
  readonly currency?: string
  readonly credit?: boolean
  readonly returned?: string
  readonly uetr?: string
  readonly name?: string
  readonly instructed?: readonly [string, string]
  readonly charges?: string
}
export interface AnswerLine {
  readonly amount: string
  readonly currency?: string
  readonly credit?: boolean
  readonly status?: string
  readonly kind?: string
  readonly day?: string
  readonly block?: { readonly id: string; readonly count: number }
  readonly details?: readonly AnswerDetail[]
  readonly note?: string
  readonly reversal?: boolean
}
export interface Answer {
  readonly version?: '02' | '04' | '08'
  readonly iban?: string
  /** A number that is no IBAN, as US banks have. */ readonly account?: string
  readonly id?: string
  readonly sequence?: number
  readonly currency?: string
  readonly opening?: string
  readonly closing?: string
  readonly lines: readonly AnswerLine[]
}

const tag = (name: string, inner: string): string => (inner === '' ? '' : `<${name}>${inner}</${name}>`)
const escape = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')

function detailXml(detail: AnswerDetail, line: AnswerLine, version: string): string {
  const credit = detail.credit ?? line.credit ?? false,
    currency = detail.currency ?? line.currency ?? 'EUR',
    side = credit ? 'Dbtr' : 'Cdtr'
  const amount = `<Amt Ccy="${currency}">${detail.amount}</Amt>`
  const instructed = detail.instructed ? `<InstdAmt><Amt Ccy="${detail.instructed[1]}">${detail.instructed[0]}</Amt></InstdAmt>` : ''
  const amounts =
    version === '02'
      ? `<AmtDtls>${instructed}<TxAmt>${amount}</TxAmt></AmtDtls>`
      : `${amount}${tag('CdtDbtInd', credit ? 'CRDT' : 'DBIT')}${tag('AmtDtls', instructed)}`
  const charges =
    detail.charges === undefined
      ? ''
      : version === '02'
        ? `<Chrgs><Amt Ccy="${currency}">${detail.charges}</Amt></Chrgs>`
        : `<Chrgs><Rcrd><Amt Ccy="${currency}">${detail.charges}</Amt></Rcrd></Chrgs>`
  const name = `<Nm>${escape(detail.name ?? 'A payee')}</Nm>`
  return `<TxDtls><Refs>${tag('EndToEndId', escape(detail.reference))}${version === '02' ? '' : tag('UETR', detail.uetr ?? '')}</Refs>${amounts}${charges}<RltdPties><${side}>${version === '08' ? tag('Pty', name) : name}</${side}></RltdPties>${detail.returned === undefined ? '' : `<RtrInf><Rsn><Cd>${detail.returned}</Cd></Rsn></RtrInf>`}</TxDtls>`
}
function lineXml(line: AnswerLine, i: number, version: string): string {
  const ccy = line.currency ?? 'EUR',
    mark = line.credit ? 'CRDT' : 'DBIT',
    day = line.day ?? '2027-02-11',
    status = line.status ?? 'BOOK'
  const [domain, family, sub] = (line.kind ?? (line.credit ? 'PMNT-RCDT-ESCT' : 'PMNT-ICDT-ESCT')).split('-')
  const batch = line.block ? `<Btch><PmtInfId>${line.block.id}</PmtInfId><NbOfTxs>${line.block.count}</NbOfTxs></Btch>` : ''
  return (
    `<Ntry><NtryRef>${i + 1}</NtryRef><Amt Ccy="${ccy}">${line.amount}</Amt><CdtDbtInd>${mark}</CdtDbtInd>${line.reversal ? '<RvslInd>true</RvslInd>' : ''}<Sts>${version === '08' ? tag('Cd', status) : status}</Sts><BookgDt><Dt>${day}</Dt></BookgDt><ValDt><Dt>${day}</Dt></ValDt><AcctSvcrRef>BANK-${i + 1}</AcctSvcrRef>` +
    `<BkTxCd><Domn><Cd>${domain}</Cd><Fmly><Cd>${family}</Cd><SubFmlyCd>${sub}</SubFmlyCd></Fmly></Domn></BkTxCd>${tag('NtryDtls', batch + (line.details ?? []).map((d) => detailXml(d, line, version)).join(''))}${tag('AddtlNtryInf', escape(line.note ?? ''))}</Ntry>`
  )
}
const balanceXml = (kind: string, amount: string | undefined, currency: string): string => {
  if (amount === undefined) return ''
  return `<Bal><Tp><CdOrPrtry><Cd>${kind}</Cd></CdOrPrtry></Tp><Amt Ccy="${currency}">${amount.replace('-', '')}</Amt><CdtDbtInd>${amount.startsWith('-') ? 'DBIT' : 'CRDT'}</CdtDbtInd><Dt><Dt>2027-02-11</Dt></Dt></Bal>`
}
/** A statement (camt.053) or, with `advice`, a notification (camt.054). */
export function camtFile(answer: Answer, advice = false): Uint8Array {
  const version = answer.version ?? '08',
    currency = answer.currency ?? 'EUR'
  const [message, part, name] = advice ? ['BkToCstmrDbtCdtNtfctn', 'Ntfctn', 'camt.054'] : ['BkToCstmrStmt', 'Stmt', 'camt.053']
  return new TextEncoder().encode(
    `<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="urn:iso:std:iso:20022:tech:xsd:${name}.001.${version}"><${message}><GrpHdr><MsgId>M-${answer.id ?? 'STMT-1'}</MsgId><CreDtTm>2027-02-11T22:00:00+01:00</CreDtTm></GrpHdr>` +
      `<${part}><Id>${answer.id ?? 'STMT-1'}</Id><ElctrncSeqNb>${answer.sequence ?? 41}</ElctrncSeqNb><CreDtTm>2027-02-11T22:00:00+01:00</CreDtTm><Acct><Id>${answer.account === undefined ? `<IBAN>${answer.iban ?? 'NL54FAKE0326806738'}</IBAN>` : `<Othr><Id>${answer.account}</Id></Othr>`}</Id><Ccy>${currency}</Ccy></Acct>` +
      `${balanceXml('OPBD', answer.opening, currency)}${balanceXml('CLBD', answer.closing, currency)}${answer.lines.map((line, i) => lineXml(line, i, version)).join('')}</${part}></${message}></Document>`,
  )
}

export interface StatusAnswer {
  readonly version?: '03' | '10' | '11' | '14'
  readonly file: string
  readonly status?: string
  readonly reason?: string
  readonly blocks?: readonly {
    readonly id: string
    readonly status?: string
    readonly reason?: string
    readonly payments?: readonly { readonly reference?: string; readonly uetr?: string; readonly status: string; readonly reason?: string }[]
  }[]
}
const reasonXml = (code: string | undefined): string => (code === undefined ? '' : `<StsRsnInf><Rsn><Cd>${code}</Cd></Rsn></StsRsnInf>`)
/** A status report (pain.002). */
export function statusFile(answer: StatusAnswer): Uint8Array {
  const blocks = (answer.blocks ?? []).map(
    (block) =>
      `<OrgnlPmtInfAndSts><OrgnlPmtInfId>${block.id}</OrgnlPmtInfId>${tag('PmtInfSts', block.status ?? '')}${reasonXml(block.reason)}` +
      `${(block.payments ?? []).map((p) => `<TxInfAndSts>${tag('OrgnlEndToEndId', p.reference ?? '')}${tag('OrgnlUETR', p.uetr ?? '')}<TxSts>${p.status}</TxSts>${reasonXml(p.reason)}</TxInfAndSts>`).join('')}</OrgnlPmtInfAndSts>`,
  )
  return new TextEncoder().encode(
    `<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.${answer.version ?? '10'}"><CstmrPmtStsRpt><GrpHdr><MsgId>STATUS-1</MsgId><CreDtTm>2027-02-09T12:00:00+01:00</CreDtTm></GrpHdr>` +
      `<OrgnlGrpInfAndSts><OrgnlMsgId>${answer.file}</OrgnlMsgId><OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId>${tag('GrpSts', answer.status ?? '')}${reasonXml(answer.reason)}</OrgnlGrpInfAndSts>${blocks.join('')}</CstmrPmtStsRpt></Document>`,
  )
}

export interface AchAnswer {
  readonly trace: string
  readonly code: string
  readonly cents?: bigint
  readonly reference?: string
  readonly name?: string
  readonly text?: string
}
/** A bank's ACH file of returns (`Rnn`) and notifications of change (`Cnn`), one batch each. */
export function achAnswerFile(
  answers: readonly AchAnswer[],
  given: { readonly modifier?: string; readonly companyId?: string; readonly from?: string } = {},
): Uint8Array {
  const from = given.from ?? '06100010',
    company = given.companyId ?? '1987654321',
    pad = (n: bigint | number, width: number): string => String(n).padStart(width, '0')
  const lines = [
    `101 091000019 ${from}${routingCheckDigit(from)}2702150800${given.modifier ?? 'A'}094101${'TIDEWELL SERVICES'.padEnd(23)}${'HARBOR NATIONAL'.padEnd(23)}        `,
  ]
  let credit = 0n,
    hash = 0n
  answers.forEach((answer, i) => {
    const change = answer.code.startsWith('C'),
      cents = change ? 0n : (answer.cents ?? 0n),
      trace = `${from}${pad(i + 1, 7)}`,
      number = pad(i + 1, 7),
      bank = answer.trace.slice(0, 8)
    const told = change ? `${answer.text ?? ''}`.padEnd(29) + ' '.repeat(15) : (answer.text ?? '').padEnd(44)
    lines.push(
      `5220${'TIDEWELL'.padEnd(36)}${company}${change ? 'COR' : 'PPD'}PAYROLL         270211   1${from}${number}`,
      `621${bank}${routingCheckDigit(bank)}${'0004401'.padEnd(17)}${pad(cents, 10)}${(answer.reference ?? '').padEnd(15)}${(answer.name ?? 'A PAYEE').padEnd(22)}  1${trace}`,
      `7${change ? '98' : '99'}${answer.code}${answer.trace}      ${from}${told}${trace}`,
      `8220000002${pad(BigInt(bank), 10)}${pad(0, 12)}${pad(cents, 12)}${company}${' '.repeat(25)}${from}${number}`,
    )
    credit += cents
    hash += BigInt(bank)
  })
  const blocks = Math.ceil((lines.length + 1) / 10)
  lines.push(
    `9${pad(answers.length, 6)}${pad(blocks, 6)}${pad(answers.length * 2, 8)}${pad(hash % 10_000_000_000n, 10)}${pad(0, 12)}${pad(credit, 12)}${' '.repeat(39)}`,
  )
  while (lines.length < blocks * 10) lines.push('9'.repeat(94))
  return new TextEncoder().encode(`${lines.join('\n')}\n`)
}
