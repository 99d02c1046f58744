/** Something the person at the terminal can mend: shown as its sentence, without a stack. */
export class OperatorFault extends Error {
  override readonly name = 'OperatorFault'
}
