// A phone number is kept in one spelling; what is none is refused by a sentence that names the fix.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { countryCodeOf, maskPhone, phoneInput, readPhoneNumber } from '../../../lib/identity/text/phone-number.ts'

describe('a number', () => {
  test.each([
    ['+1 415 555 0132', '+14155550132'],
    ['+1 (415) 555-0132', '+14155550132'],
    ['+44 7700 900123', '+447700900123'],
    ['+49-170-5550132', '+491705550132'],
    ['＋353 85 012 3456', '+353850123456'],
    ['  +33.6.12.34.56.78 ', '+33612345678'],
    ['+992 93 123 4567', '+992931234567'],
    ['+880 1712 345678', '+8801712345678'],
  ])('%s is kept as %s', (typed, kept) => {
    expect(readPhoneNumber(typed)).toEqual({ number: kept })
  })
  test.each([
    ['415 555 0132', /Begin the phone number with \+/],
    ['0044 7700 900123', /Begin the phone number with \+/],
    ['', /Begin/],
    ['+0049170555', /No country code begins with 0/],
    ['+1 415 555 0132 x7', /digits only/],
    ['+1415555013', /ten digits/],
    ['+1 900 555 0132', /ten digits/],
    ['+1 415 976 0132', /ten digits/],
    ['+1 115 555 0132', /ten digits/],
    ['+49170', /8 to 15 digits/],
    ['+4917055501320000', /8 to 15 digits/],
    ['+979 1 2345 6789', /mobile numbers only/],
    ['+882 16 1234 5678', /mobile numbers only/],
    ['+14155550132,+14155550133', /digits only/],
    ['tel:+14155550132', /Begin/],
    ['+1415555٠١٣٢', /digits only|ten digits/],
  ])('%s is refused with the fix', (typed, sentence) => {
    expect(readPhoneNumber(typed).fault).toMatch(sentence)
  })
  test('whatever is typed, it ends as an E.164 number or as a sentence', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ maxLength: 60 }), fc.stringMatching(/^\+?[0-9 ()-]{0,24}$/)), (typed) => {
        const read = phoneInput.safeParse(typed)
        if (read.success) expect(read.data).toMatch(/^\+[1-9]\d{7,14}$/)
        else expect(read.error.issues[0]?.message.length).toBeGreaterThan(10)
      }),
      { numRuns: 400 },
    )
  })
})
test('the country is told by its code, and the number by its last two digits', () => {
  expect([countryCodeOf('+14155550132'), countryCodeOf('+447700900123'), countryCodeOf('+353850123456'), countryCodeOf('+77011234567')]).toEqual([
    '1',
    '44',
    '353',
    '7',
  ])
  expect(maskPhone('+14155550132')).toBe('•••• 32')
})
