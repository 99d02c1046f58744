import { existsSync, readFileSync } from 'node:fs'
import { XmlDocument, XsdValidator } from 'libxml2-wasm'

/** Validation by published schemas that lie in a folder: an engine that the product does not use. */
export function openSchemas(folder: URL): { faults(body: Uint8Array): string[] } {
  const validators = new Map<string, XsdValidator | undefined>()
  const validatorOf = (name: string): XsdValidator | undefined => {
    if (!validators.has(name)) {
      const path = new URL(`${name}.xsd`, folder)
      validators.set(name, existsSync(path) ? XsdValidator.fromDoc(XmlDocument.fromBuffer(readFileSync(path))) : undefined)
    }
    return validators.get(name)
  }
  return {
    faults(body) {
      const name = /xmlns(?::\w+)?=["']urn:iso:std:iso:20022:tech:xsd:([a-z0-9.]+)["']/.exec(Buffer.from(body).toString('latin1'))?.[1]
      const validator = name === undefined ? undefined : validatorOf(name)
      if (!validator) return ['the namespace names no schema that we have']
      let document: XmlDocument | undefined
      try {
        document = XmlDocument.fromBuffer(body)
        validator.validate(document)
        return []
      } catch (error) {
        return [error instanceof Error ? error.message : 'not valid']
      } finally {
        document?.dispose()
      }
    },
  }
}
