/** A place as people read it; says so where it is not known, and nothing where the address itself was erased. */
export const placeWords = (ip: string, city: string, country: string): string =>
  [city, country].filter((part) => part !== '').join(', ') || (ip === '' ? '' : 'unknown place')
