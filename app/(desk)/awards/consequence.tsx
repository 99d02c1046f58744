/** What confirming does, wherever it is signed. */
export const Consequence = ({ count }: { count: number }) => (
  <p>
    {count === 1 ? 'It is then owed to its payee' : 'They are then owed to their payees'}. That is not undone: a mistake takes a correction, which the payee
    reads. Nothing leaves until a payout was raised, approved and released.
  </p>
)
