/** The digest of a page that could not be read because the database was busy or away for a moment. */
export const busyDigest = 'busy'
/** The same for a page of a session that asks for too many of them. */
export const floodDigest = 'too-many'
/** Digests of pages that were refused for now and did not break. */
export const passingDigests: readonly string[] = [busyDigest, floodDigest]
