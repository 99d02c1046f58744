/** The cookie that keeps a list's columns in this browser: ids joined by dots. */
export const columnCookie = (path: string): string => `cols${path.replaceAll(/[^a-z]+/g, '-')}`
interface Jar {
  get(name: string): { readonly value: string } | undefined
}
/** What this browser keeps for the list. Over HTTPS the name has the prefix that no other host and no plain page can set. */
export const keptColumns = (jar: Jar, path: string): string[] | undefined =>
  (jar.get(`__Host-${columnCookie(path)}`) ?? jar.get(columnCookie(path)))?.value.split('.')
