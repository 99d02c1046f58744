/**
 * Origin: nacha/record_layouts.tsv of the payments reference set (own work). Every position of every record: first column, last column,
 * field, content. The checker reads files by this table only, the writer does not use it: a slip in one cannot hide in the other.
 */
export interface Field {
  readonly from: number
  readonly to: number
  readonly name: string
  readonly content: string
}

const table: Readonly<Record<string, string>> = {
  '1 file header': `
    1 1 record type | const 1
    2 3 priority code | const 01
    4 13 immediate destination | text
    14 23 immediate origin | text
    24 29 file creation date | YYMMDD
    30 33 file creation time | HHMM
    34 34 file id modifier | A-Z 0-9
    35 37 record size | const 094
    38 39 blocking factor | const 10
    40 40 format code | const 1
    41 63 destination name | text, left
    64 86 origin name | text, left
    87 94 reference code | text
  `,
  '5 batch header': `
    1 1 record type | const 5
    2 4 service class code | 200/220/225/280
    5 20 company name | text, left
    21 40 company discretionary data | text
    41 50 company identification | text
    51 53 standard entry class | PPD CCD CTX WEB TEL IAT COR...
    54 63 company entry description | text, left
    64 69 company descriptive date | text
    70 75 effective entry date | YYMMDD
    76 78 settlement date | blank/number
    79 79 originator status code | const 1
    80 87 originating bank id | number
    88 94 batch number | number
  `,
  '6 entry detail (PPD, CCD, WEB, TEL)': `
    1 1 record type | const 6
    2 3 transaction code | 22 23 27 28 32 33 37 38 21 26 31 36
    4 11 receiving bank id | number
    12 12 check digit | number
    13 29 account number | text, left
    30 39 amount | number, cents
    40 54 individual id number | text
    55 76 individual name | text, left
    77 78 discretionary data | text
    79 79 addenda indicator | 0/1
    80 94 trace number | number
  `,
  '6 entry detail (CTX)': `
    1 1 record type | const 6
    2 3 transaction code | number
    4 11 receiving bank id | number
    12 12 check digit | number
    13 29 account number | text, left
    30 39 amount | number, cents
    40 54 identification number | text
    55 58 number of addenda | number
    59 74 receiving company name | text
    75 76 reserved | blank
    77 78 discretionary data | text
    79 79 addenda indicator | 0/1
    80 94 trace number | number
  `,
  '7 addenda 05 (payment text)': `
    1 1 record type | const 7
    2 3 addenda type | const 05
    4 83 payment related information | text
    84 87 addenda sequence | number
    88 94 entry detail sequence | number
  `,
  '7 addenda 99 (return)': `
    1 1 record type | const 7
    2 3 addenda type | const 99
    4 6 return reason code | Rnn
    7 21 original entry trace number | number
    22 27 date of death | YYMMDD
    28 35 original receiving bank id | number
    36 79 addenda information | text
    80 94 trace number | number
  `,
  '7 addenda 99 (dishonoured return)': `
    1 1 record type | const 7
    2 3 addenda type | const 99
    4 6 dishonoured return reason | R61 R62 R67-R70
    7 21 original entry trace number | number
    22 27 reserved | blank
    28 35 original receiving bank id | number
    36 38 reserved | blank
    39 53 return trace number | number
    54 56 return settlement date | number
    57 58 return reason code | number
    59 79 addenda information | text
    80 94 trace number | number
  `,
  '7 addenda 98 (notification of change)': `
    1 1 record type | const 7
    2 3 addenda type | const 98
    4 6 change code | Cnn
    7 21 original entry trace number | number
    22 27 reserved | blank
    28 35 original receiving bank id | number
    36 64 corrected data | text, left
    65 79 reserved | blank
    80 94 trace number | number
  `,
  '8 batch control': `
    1 1 record type | const 8
    2 4 service class code | same as header
    5 10 entry and addenda count | number
    11 20 entry hash | number
    21 32 total debit amount | number, cents
    33 44 total credit amount | number, cents
    45 54 company identification | same as header
    55 73 message authentication code | blank
    74 79 reserved | blank
    80 87 originating bank id | same as header
    88 94 batch number | same as header
  `,
  '9 file control': `
    1 1 record type | const 9
    2 7 batch count | number
    8 13 block count | number
    14 21 entry and addenda count | number
    22 31 entry hash | number
    32 43 total debit amount | number, cents
    44 55 total credit amount | number, cents
    56 94 reserved | blank
  `,
  '9 padding': `
    1 94 filler | all 9
  `,
  '5 batch header (IAT)': `
    1 1 record type | const 5
    2 4 service class code | number
    5 20 IAT indicator | blank or IATCOR
    21 22 foreign exchange indicator | FV VF FF
    23 23 foreign exchange reference indicator | 1 2 3
    24 38 foreign exchange reference | text
    39 40 destination country | ISO 3166
    41 50 originator identification | text
    51 53 standard entry class | const IAT
    54 63 company entry description | text
    64 66 originating currency | ISO 4217
    67 69 destination currency | ISO 4217
    70 75 effective entry date | YYMMDD
    76 78 settlement date | blank
    79 79 originator status code | number
    80 87 gateway or originating bank id | number
    88 94 batch number | number
  `,
  '6 entry detail (IAT)': `
    1 1 record type | const 6
    2 3 transaction code | number
    4 11 gateway or receiving bank id | number
    12 12 check digit | number
    13 16 number of addenda | number
    17 29 reserved | blank
    30 39 amount | number
    40 74 foreign account number | text
    75 76 reserved | blank
    77 77 gateway screening indicator | text
    78 78 secondary screening indicator | text
    79 79 addenda indicator | const 1
    80 94 trace number | number
  `,
  '7 addenda 10 (IAT)': `
    1 1 record type | const 7
    2 3 addenda type | const 10
    4 6 transaction type | ANN BUS DEP LOA MIS MOR PEN RLS SAL TAX ...
    7 24 foreign payment amount | number
    25 46 foreign trace number | text
    47 81 receiving name | text
    82 87 reserved | blank
    88 94 entry detail sequence | number
  `,
  '7 addenda 11 (IAT)': `
    1 1 record type | const 7
    2 3 addenda type | const 11
    4 38 originator name | text
    39 73 originator street | text
    74 87 reserved | blank
    88 94 entry detail sequence | number
  `,
  '7 addenda 12 (IAT)': `
    1 1 record type | const 7
    2 3 addenda type | const 12
    4 38 originator city and state | text with * and \\
    39 73 originator country and postcode | text with * and \\
    74 87 reserved | blank
    88 94 entry detail sequence | number
  `,
  '7 addenda 13 (IAT)': `
    1 1 record type | const 7
    2 3 addenda type | const 13
    4 38 originating bank name | text
    39 40 id qualifier | 01 02 03
    41 74 originating bank id | text
    75 77 branch country | text
    78 87 reserved | blank
    88 94 entry detail sequence | number
  `,
  '7 addenda 14 (IAT)': `
    1 1 record type | const 7
    2 3 addenda type | const 14
    4 38 receiving bank name | text
    39 40 id qualifier | 01 02 03
    41 74 receiving bank id | text
    75 77 branch country | text
    78 87 reserved | blank
    88 94 entry detail sequence | number
  `,
  '7 addenda 15 (IAT)': `
    1 1 record type | const 7
    2 3 addenda type | const 15
    4 18 receiver id number | text
    19 53 receiver street | text
    54 87 reserved | blank
    88 94 entry detail sequence | number
  `,
  '7 addenda 16 (IAT)': `
    1 1 record type | const 7
    2 3 addenda type | const 16
    4 38 receiver city and state | text with * and \\
    39 73 receiver country and postcode | text with * and \\
    74 87 reserved | blank
    88 94 entry detail sequence | number
  `,
  '7 addenda 17 (IAT)': `
    1 1 record type | const 7
    2 3 addenda type | const 17
    4 83 remittance information | text
    84 87 addenda sequence | number
    88 94 entry detail sequence | number
  `,
  '7 addenda 18 (IAT)': `
    1 1 record type | const 7
    2 3 addenda type | const 18
    4 38 correspondent bank name | text
    39 40 id qualifier | 01 02 03
    41 74 correspondent bank id | text
    75 77 branch country | text
    78 83 reserved | blank
    84 87 addenda sequence | number
    88 94 entry detail sequence | number
  `,
}

/** Record name → its fields in order. */
export const layouts: ReadonlyMap<string, readonly Field[]> = new Map(
  Object.entries(table).map(([record, text]) => [
    record,
    text
      .trim()
      .split('\n')
      .map((line) => {
        const [, from, to, name, content] = /^\s*(\d+) (\d+) (.+?) \| ?(.*)$/.exec(line) as RegExpExecArray
        return { from: Number(from), to: Number(to), name: name as string, content: content as string }
      }),
  ]),
)
