/** The spelling under which a payee or a crew is found again: blanks, case and the two ways of writing an accent make no difference. */
export const matchKey = (text: string): string => text.normalize('NFC').trim().replaceAll(/\s+/g, ' ').toLowerCase().slice(0, 200)
