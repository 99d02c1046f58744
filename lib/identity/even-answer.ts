/** Longer than the work behind any question that anyone may ask by typing an address. */
export const evenAnswerMilliseconds = 400

/**
 * Answers no sooner than that, whatever there was to do: where there is an account a link is made and a mail is written, and a stopwatch
 * would tell which addresses are known. The waiting holds no connection.
 */
export async function inEvenTime<T>(run: () => Promise<T>, milliseconds = evenAnswerMilliseconds): Promise<T> {
  const floor = new Promise<void>((resolve) => {
    setTimeout(resolve, milliseconds)
  })
  try {
    return await run()
  } finally {
    await floor
  }
}
