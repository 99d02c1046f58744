/** The digest of a page that could not be read because the database was busy or away for a moment. */
export const busyDigest = 'busy'
