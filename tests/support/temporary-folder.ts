// First of the global set-ups: the run has a temporary folder of its own, of which nothing is left whichever way the run ends.
import { ownTemporaryFolder } from '../../scripts/own-temporary-folder.mjs'

export default function setup(): () => Promise<void> {
  return ownTemporaryFolder().remove
}
