/** Every internal address of the product. Nothing else may spell one (tests/ui/paths.test.ts keeps the list). */
const at = (strings: TemplateStringsArray, ...values: readonly string[]): string =>
  strings.reduce((path, piece, i) => path + piece + (i < values.length ? encodeURIComponent(values[i] as string) : ''), '')

export const settingsSections = ['company', 'payouts', 'rails', 'security', 'notifications', 'audit'] as const
export type SettingsSection = (typeof settingsSections)[number]
export const accountSections = ['profile', 'sessions', 'factors', 'notifications', 'delegation'] as const
export type AccountSection = (typeof accountSections)[number]
export const operatorSections = ['tenants', 'health', 'jobs', 'reports'] as const
export type OperatorSection = (typeof operatorSections)[number]

export type PayoutAct = 'approve' | 'reject' | 'hold' | 'resume' | 'reissue'
export type BatchAct = 'add' | 'release' | 'refuse' | 'cancel'
export type ProgramAct = 'activate' | 'pause' | 'resume' | 'end' | 'archive' | 'budget' | 'try'
export type AwardAct = 'confirm' | 'decline' | 'adjust'

export const paths = {
  root: () => '/',
  home: () => '/home',

  work: () => '/work',
  workRecord: (id: string) => at`/work/${id}`,
  imports: () => '/imports',
  newImport: () => '/imports/new',
  import: (id: string) => at`/imports/${id}`,
  importErrors: (id: string) => at`/imports/${id}/errors.csv`,
  mappings: () => '/mappings',
  newMapping: () => '/mappings/new',
  mapping: (id: string) => at`/mappings/${id}`,
  payees: () => '/payees',
  newPayee: () => '/payees/new',
  payee: (id: string) => at`/payees/${id}`,
  payeeBank: (id: string) => at`/payees/${id}/bank`,
  crews: () => '/crews',
  crew: (id: string) => at`/crews/${id}`,

  programs: () => '/programs',
  newProgram: () => '/programs/new',
  program: (id: string) => at`/programs/${id}`,
  programDraft: (id: string) => at`/programs/${id}/draft`,
  programVersion: (id: string, version: string) => at`/programs/${id}/versions/${version}`,
  programAct: (id: string, act: ProgramAct) => at`/programs/${id}/${act}`,
  awards: () => '/awards',
  award: (id: string) => at`/awards/${id}`,
  awardAct: (id: string, act: AwardAct) => at`/awards/${id}/${act}`,
  nominate: () => '/awards/nominate',
  awardRuns: () => '/award-runs',
  awardRun: (id: string) => at`/award-runs/${id}`,

  payouts: () => '/payouts',
  newPayout: () => '/payouts/new',
  payout: (id: string) => at`/payouts/${id}`,
  payoutAct: (id: string, act: PayoutAct) => at`/payouts/${id}/${act}`,
  payoutsAct: (act: 'approve' | 'reject') => at`/payouts/${act}`,
  evidencePack: (id: string) => at`/payouts/${id}/evidence`,
  batches: () => '/batches',
  newBatch: () => '/batches/new',
  batch: (id: string) => at`/batches/${id}`,
  batchAct: (id: string, act: BatchAct) => at`/batches/${id}/${act}`,
  batchFile: (id: string) => at`/batches/${id}/file`,
  statements: () => '/statements',
  newStatement: () => '/statements/new',
  statement: (id: string) => at`/statements/${id}`,
  statementLine: (id: string, line: string) => at`/statements/${id}/lines/${line}`,
  reconciliation: () => '/statements/reconciliation',
  ledger: () => '/ledger',
  ledgerAccount: (id: string) => at`/ledger/${id}`,
  journalEntries: () => '/ledger/entries',
  journalEntry: (id: string) => at`/ledger/entries/${id}`,
  catalogue: () => '/catalogue',
  newCatalogueItem: () => '/catalogue/new',
  catalogueItem: (id: string) => at`/catalogue/${id}`,
  redemptions: () => '/redemptions',
  redemption: (id: string) => at`/redemptions/${id}`,
  disputes: () => '/disputes',
  dispute: (id: string) => at`/disputes/${id}`,

  myEarnings: () => '/my-earnings',
  myAward: (id: string) => at`/my-earnings/awards/${id}`,
  myDispute: (awardId: string) => at`/my-earnings/awards/${awardId}/dispute`,
  myPayout: (id: string) => at`/my-earnings/payouts/${id}`,
  myRewards: () => '/my-earnings/rewards',
  myReward: (itemId: string) => at`/my-earnings/rewards/${itemId}`,
  myBank: () => '/my-earnings/bank',

  audit: () => '/audit',
  auditEvent: (id: string) => at`/audit/${id}`,
  auditBundle: () => '/audit/bundle',
  auditSeal: () => '/audit/seal',

  members: () => '/members',
  inviteMember: () => '/members/invite',
  member: (id: string) => at`/members/${id}`,
  roles: () => '/roles',
  role: (name: string) => at`/roles/${name}`,
  settings: (section: SettingsSection = 'company') => at`/settings/${section}`,
  account: (section: AccountSection = 'profile') => at`/account/${section}`,
  notifications: () => '/notifications',
  operator: (section: OperatorSection = 'tenants') => at`/operator/${section}`,
  operatorTenant: (id: string) => at`/operator/tenants/${id}`,
  outbox: () => '/outbox',
  outboxMessage: (id: string) => at`/outbox/${id}`,

  signIn: () => '/sign-in',
  signInFactor: () => '/sign-in/factor',
  signInTenant: () => '/sign-in/company',
  enrol: () => '/sign-in/enrol',
  forgot: () => '/sign-in/forgot',
  askRecovery: () => '/sign-in/recover',
  signOut: () => '/sign-out',
  signedOut: () => '/signed-out',
  confirm: () => '/confirm',
  invite: (token: string) => at`/invitation/${token}`,
  reset: (token: string) => at`/reset/${token}`,
  recover: (token: string) => at`/recover/${token}`,
  setup: (token: string) => at`/setup/${token}`,

  report: () => '/report',
  securityTxt: () => '/.well-known/security.txt',
  find: (query: string) => at`/api/find?q=${query}`,
  pulse: () => '/api/pulse',
  live: () => '/api/health/live',
  ready: () => '/api/health/ready',
  metrics: () => '/metrics',
} as const
