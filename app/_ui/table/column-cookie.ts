/** The cookie that keeps a list's columns in this browser: ids joined by dots. */
export const columnCookie = (path: string): string => `cols${path.replaceAll(/[^a-z]+/g, '-')}`
