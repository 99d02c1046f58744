/** Where an address is, as far as a local database knows. Coordinates are of the city or the country, never of a person. */
export interface KnownPlace {
  /** English names; empty when not known. */
  readonly city: string
  readonly country: string
  readonly point: { readonly latitude: number; readonly longitude: number } | undefined
}
/** Looks addresses up without asking anybody outside. */
export interface Places {
  /** Undefined for an address that is private, not one, or not in the database. Never throws. */
  find(ip: string): KnownPlace | undefined
}
/** `fault`: why the configured file cannot be read, in words for the operator. */
export type PlacesState =
  | { readonly kind: 'none' }
  | { readonly kind: 'read'; readonly type: string; readonly builtAt: Date }
  | { readonly kind: 'broken'; readonly fault: string }
