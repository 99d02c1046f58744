import { unstable_isUnrecognizedActionError as isOfAnotherBuild } from 'next/navigation'

/** What a form says when its act gave no answer that it could read. What was typed stays where it is. */
export interface Lost {
  readonly title: string
  readonly message: string
}

/** The framework's own words for an answer that is none of its own and says nothing in plain text. */
const unreadable = 'An unexpected response was received from the server.'

/** Why an act gave no answer, as far as the browser knows: whether it was done is said to be open where it is. */
export function lostAnswer(error: unknown): Lost {
  if (isOfAnotherBuild(error))
    return { title: 'Nothing was saved.', message: 'The product was brought up to date meanwhile. Copy what you typed, load the page again and send it there.' }
  if (error instanceof Error && 'digest' in error)
    return {
      title: 'Something broke on our side.',
      message: `What you typed is still here. An act is either on record or did not happen: look before you send it again. The fault is recorded · ref ${String(error.digest)}`,
    }
  // What a browser throws when no answer came: the line broke, or the server is being started again.
  if (error instanceof TypeError)
    return { title: 'No answer arrived.', message: 'What you typed is still here. It may have been saved all the same: look before you send it again.' }
  const said = error instanceof Error && error.message !== unreadable ? error.message : 'The server did not take it.'
  return { title: 'Nothing was saved.', message: `${said} What you typed is still here.` }
}
