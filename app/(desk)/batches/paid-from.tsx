import { Mono } from '@/app/_ui/link.tsx'

/** What a bank knows the payer by is an account only where the file names one: a Nacha file names the company, and the payroll list an office. */
const nouns: Readonly<Record<string, string>> = { pain001: 'account', nacha: 'company ID' }
export function PaidFrom({ rail, masked }: { rail: string; masked: string }) {
  return (
    <>
      {nouns[rail] ? `${nouns[rail]} ` : null}
      <Mono>{masked}</Mono>
    </>
  )
}
