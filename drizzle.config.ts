import { defineConfig } from 'drizzle-kit'

export default defineConfig({
  dialect: 'postgresql',
  schema: ['./db/schema/identity.ts', './db/schema/tenancy.ts', './db/schema/sign-in.ts', './db/schema/provisioning.ts', './db/schema/audit.ts', './db/schema/work.ts', './db/schema/incentives.ts'],
  out: './drizzle',
})
