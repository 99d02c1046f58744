// What a schema alone does not say: the parts of an input that a smallest value cannot be made up for. Few, and each for a reason.
import { randomUUID } from 'node:crypto'
import { sha256Hex } from '../../lib/kernel/digest.ts'

const bytes = new TextEncoder().encode('Booked,Amount\n2026-05-01,-1.00\n')
/** A rule's amounts are texts of minor units above zero. */
const rule = { version: 1, pay: { kind: 'per_unit', unit: 'record', rate: '250' }, conditions: [], split: 'none', caps: {} }
/** Somebody has to earn: a column for the payee or for the crew. */
const mapping = {
  version: 1,
  hasHeader: true,
  columns: { key: 'Key', kind: { column: 'Kind' }, closed: 'Closed', payee: 'Payee', extra: [] },
  currency: 'USD',
  times: { format: 'iso', zone: 'UTC', skipped: 'refuse', doubled: 'refuse' },
  unmatchedPayee: 'create',
  blankPayee: 'none',
  unmatchedCrew: 'create',
  openRows: 'keep',
}
/** What the outbox hands to a job after an event; its ids are inside ids. */
const notice = { event: 'payout.raised', eventId: randomUUID(), subjectId: randomUUID(), actorMemberId: randomUUID(), detail: '{}' }
export const overrides: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'tenancy.tellOfSignIn': notice,
  'tenancy.watchSignIns': { ...notice, event: 'session.started' },
  'tenancy.watchExports': { ...notice, event: 'list.exported' },
  'tenancy.tellOfBreakGlass': notice,
  'tenancy.rereadScimRoles': notice,
  'tenancy.tellOfAccess': notice,
  'tenancy.tellOfReview': notice,
  'tenancy.tellOfSupport': { ...notice, detail: '{"device":"Firefox on Linux"}' },
  'tenancy.tellOfCopiedPasskey': { ...notice, detail: '{"name":"Key","device":"Firefox on Linux"}' },
  'incentives.tellPayees': notice,
  'incentives.tellApprovers': notice,
  'incentives.tellConfirmers': notice,
  'incentives.tellOfBankDetail': notice,
  'incentives.tellOfDispute': notice,
  'incentives.tellOfRedemption': notice,
  'incentives.tellOfBooks': notice,
  // What may be left out, and means a file, an address or a role where it is not.
  'tenancy.makeConnection': { metadata: undefined, metadataUrl: undefined, issuer: undefined, ssoUrl: undefined, certificate: undefined },
  'tenancy.changeConnection': { defaultRole: undefined, attestation: undefined },
  'tenancy.makeOidcConnection': { clientId: undefined, clientSecret: undefined },
  'tenancy.grantSupport': { operator: 'operator@example.com', hours: 4 },
  'tenancy.addDomain': { name: 'example.com' },
  'tenancy.retryDeadJob': { job: '1' },
  'tenancy.askAccess': { role: undefined, grants: ['work.read:all'], amount: 1, unit: 'days' },
  // A role is named by its preset or its id, a list of networks by whose it is.
  'tenancy.showRole': { role: 'crew' },
  'tenancy.previewRole': { source: 'crew', name: 'Divers', grants: ['home.read:own', 'session.own:own'] },
  'tenancy.explainPermission': { permission: 'payout.read' },
  'tenancy.listSignIns': { network: '192.0.2.0/24' },
  'tenancy.exportSignIns': { network: '192.0.2.0/24' },
  'tenancy.showNetworkList': { whose: 'company' },
  'tenancy.previewNetworks': { whose: 'company', ranges: '192.0.2.0/24 Office' },
  'incentives.uploadImport': {
    size: bytes.length,
    digest: sha256Hex(bytes),
    head: bytes,
    body: async function* () {
      yield bytes
    },
  },
  'incentives.checkImport': { mapping },
  'incentives.saveMapping': { mapping },
  'incentives.advanceImport': { importId: randomUUID() },
  'incentives.writeProgram': { rule },
  'incentives.draftRule': { rule },
  'incentives.receiveStatement': {
    name: 'bank.csv',
    size: bytes.length,
    digest: sha256Hex(bytes),
    head: bytes,
    body: async function* () {
      yield bytes
    },
  },
  'incentives.readStatementFile': { statementFileId: randomUUID() },
  'incentives.importStatement': { file: { name: 'bank.csv', type: 'text/csv', bytes } },
}
