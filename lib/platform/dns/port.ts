/** Asks the domain name system. The embedded adapter is Node's resolver; tests bring a zone of their own. */
export interface NameAnswers {
  /** The TXT records of a name, each joined of its pieces; none when there is no such name or no such record. @throws when nobody answered */
  txt(name: string): Promise<readonly string[]>
}
