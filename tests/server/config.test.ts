// Settings are judged once, all faults are named at once, and production refuses everything that is only good for trying out.
// ASVS V12.3.1 V12.3.2 V12.3.4
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { ConfigFault, databaseOptions, databaseUrl, loadConfig, settingNames } from '../../lib/config.ts'
import { productionFaults, type RuntimeFacts } from '../../lib/platform/health/production-faults.ts'
import { compareVersions, nodeFault, postgresFault } from '../../lib/platform/health/version-floor.ts'

const faultsOf = (env: Record<string, string>): readonly string[] => {
  try {
    loadConfig(env)
    return []
  } catch (error) {
    if (error instanceof ConfigFault) return error.faults
    throw error
  }
}
const safeFacts: RuntimeFacts = { nodeVersion: '24.21.0', postgresVersion: '18.6', keysMadeIn: 'production' }
const production = {
  PLUMBLINE_ENV: 'production',
  PLUMBLINE_URL: 'https://pay.example.com',
  PLUMBLINE_SMTP_URL: 'smtps://user:secret@mail.example.com:465',
  DATABASE_URL: 'postgres://owner:secret@db.example.com/plumbline?sslmode=verify-full',
}

describe('settings', () => {
  it('work with nothing set, on loopback only', () => {
    const config = loadConfig({})
    expect(config).toMatchObject({ environment: 'development', host: '127.0.0.1', port: 3000, url: 'http://localhost:3000', https: false, trustedProxies: 0 })
    expect(config.origins).toEqual(['http://localhost:3000', 'http://127.0.0.1:3000', 'http://[::1]:3000'])
  })
  it('accept no origin but the given one when one is given', () => {
    expect(loadConfig({ PLUMBLINE_URL: 'https://pay.example.com/' }).origins).toEqual(['https://pay.example.com'])
  })
  it('name every fault at once', () => {
    const faults = faultsOf({
      PORT: 'eighty',
      PLUMBLINE_TRUSTED_PROXIES: '-1',
      PLUMBLINE_SIGNUP: 'all',
      PLUMBLINE_METRICS_TOKEN: 'short',
      DATABASE_URL: 'mysql://x',
      PLUMBLINE_TYPO: '1',
    })
    expect(faults).toHaveLength(6)
    expect(faults.join('\n')).toMatch(/PLUMBLINE_TYPO is not a setting/)
  })
  it('refuse a public origin without HTTPS, and one with a path', () => {
    expect(faultsOf({ PLUMBLINE_URL: 'http://pay.example.com' }).join()).toMatch(/https/)
    expect(faultsOf({ PLUMBLINE_URL: 'https://pay.example.com/app' }).join()).toMatch(/origin/)
  })
  it('cannot be changed after they were read', () => {
    const config = loadConfig({})
    expect(() => Object.assign(config, { port: 1 })).toThrow(TypeError)
    expect(() => Object.assign(config.database, { app: 'x' })).toThrow(TypeError)
  })
  it('treat an empty variable as an absent one', () => {
    expect(loadConfig({ PORT: '', PLUMBLINE_URL: ' ', DATABASE_URL: '' }).port).toBe(3000)
  })
  it('say which connection is missing', () => {
    expect(() => databaseUrl('sealer', loadConfig({}))).toThrow(/DATABASE_URL_SEALER is not set/)
  })
  it('take a gateway for text messages whole or not at all, and keep its address clean', () => {
    const whole = { PLUMBLINE_SMS_URL: 'https://sms.example.com/v1/messages', PLUMBLINE_SMS_TOKEN: 'a-long-secret' }
    expect(loadConfig({}).sms).toEqual({ gateway: undefined, perDay: 1_000 })
    expect(loadConfig({ ...whole, PLUMBLINE_SMS_FROM: 'Plumbline', PLUMBLINE_SMS_PER_DAY: '50' }).sms).toEqual({
      gateway: { url: 'https://sms.example.com/v1/messages', token: 'a-long-secret', from: 'Plumbline' },
      perDay: 50,
    })
    for (const half of [{ PLUMBLINE_SMS_URL: whole.PLUMBLINE_SMS_URL }, { PLUMBLINE_SMS_TOKEN: whole.PLUMBLINE_SMS_TOKEN }])
      for (const more of [{}, production]) expect(faultsOf({ ...more, ...half }).join()).toMatch(/belong together/)
    expect(faultsOf({ PLUMBLINE_SMS_FROM: 'Plumbline' }).join()).toMatch(/without PLUMBLINE_SMS_URL/)
    for (const bad of [
      { PLUMBLINE_SMS_URL: 'https://user:secret@sms.example.com' },
      { PLUMBLINE_SMS_URL: 'ftp://sms.example.com' },
      { PLUMBLINE_SMS_TOKEN: 'short' },
      { PLUMBLINE_SMS_TOKEN: 'with a space' },
      { PLUMBLINE_SMS_FROM: 'far too long a name' },
      { PLUMBLINE_SMS_PER_DAY: '0' },
    ])
      expect(faultsOf({ ...whole, ...bad })).toHaveLength(1)
    expect(productionFaults(loadConfig({ ...production, ...whole, PLUMBLINE_SMS_URL: 'http://sms.example.com' }), safeFacts).join()).toMatch(
      /PLUMBLINE_SMS_URL must begin with https/,
    )
  })
  it('understand a socket folder as the database host', () => {
    expect(databaseOptions('postgres://app:secret@%2Fvar%2Frun%2Fpostgresql/plumbline')).toEqual({ host: '/var/run/postgresql' })
    expect(databaseOptions('postgres://app:secret@db.example.com/plumbline')).toEqual({})
  })
})

describe('production', () => {
  it('accepts a complete configuration', () => {
    expect(productionFaults(loadConfig(production), safeFacts)).toEqual([])
  })
  it('refuses everything wrong at once', () => {
    const config = loadConfig({ PLUMBLINE_ENV: 'production' })
    const faults = productionFaults(config, { nodeVersion: '20.20.2', postgresVersion: undefined, keysMadeIn: 'development' })
    expect(faults.join('\n')).toMatch(/embedded database[\s\S]*made in development[\s\S]*PLUMBLINE_URL[\s\S]*SMTP[\s\S]*Node 20\.20\.2/)
    expect(faults).toHaveLength(5)
  })
  it('refuses a database connection that proves nothing, unless it is a local socket', () => {
    const over = (url: string) => productionFaults(loadConfig({ ...production, DATABASE_URL: url }), safeFacts)
    expect(over('postgres://owner:secret@db.example.com/plumbline?sslmode=require').join()).toMatch(/verify-full/)
    expect(over('postgres://owner:secret@127.0.0.1/plumbline').join()).toMatch(/verify-full/)
    expect(over('postgres://owner:secret@%2Fvar%2Frun%2Fpostgresql/plumbline')).toEqual([])
  })
  it('lets the embedded server in only by name, and then without judging its version', () => {
    const { DATABASE_URL: _, ...rest } = production
    expect(productionFaults(loadConfig(rest), safeFacts).join()).toMatch(/PLUMBLINE_EMBEDDED=allow/)
    expect(productionFaults(loadConfig({ ...rest, PLUMBLINE_EMBEDDED: 'allow' }), { ...safeFacts, postgresVersion: '18.4' })).toEqual([])
  })
  it('opens nothing inside the network to what tenants enter', () => {
    expect(loadConfig({ PLUMBLINE_EGRESS_ALLOW: 'http://127.0.0.1:7000, https://idp.test' }).egressAllow).toEqual(['http://127.0.0.1:7000', 'https://idp.test'])
    for (const value of ['127.0.0.1:7000', 'http://127.0.0.1:7000/', 'http://*:7000', 'http://me@127.0.0.1'])
      expect(faultsOf({ PLUMBLINE_EGRESS_ALLOW: value }).join(), value).toMatch(/exact origins/)
    expect(productionFaults(loadConfig({ ...production, PLUMBLINE_EGRESS_ALLOW: 'http://127.0.0.1:7000' }), safeFacts).join()).toMatch(
      /PLUMBLINE_EGRESS_ALLOW is set/,
    )
  })
  it('refuses versions below the floor', () => {
    const faults = productionFaults(loadConfig(production), { ...safeFacts, nodeVersion: '24.18.0', postgresVersion: '17.4' })
    expect(faults).toHaveLength(2)
  })
  it('asks nothing of a development run', () => {
    expect(productionFaults(loadConfig({}), { nodeVersion: '20.19.0', postgresVersion: '15.1', keysMadeIn: undefined })).toEqual([])
  })
})

describe('name servers', () => {
  it('are addresses with or without a port, and nothing else', () => {
    expect(loadConfig({ PLUMBLINE_NAME_SERVERS: '10.0.0.53, 10.0.0.54:5353,[fd00::53]:5353,fd00::54' }).nameServers).toEqual([
      '10.0.0.53',
      '10.0.0.54:5353',
      '[fd00::53]:5353',
      'fd00::54',
    ])
    expect(loadConfig({}).nameServers).toEqual([])
    for (const wrong of ['dns.example.com', '10.0.0.300', '10.0.0.1:0', '10.0.0.1:70000', '10.0.0.1,', '[fd00::53', 'http://10.0.0.1'])
      expect(() => loadConfig({ PLUMBLINE_NAME_SERVERS: wrong }), wrong).toThrow(ConfigFault)
  })
})

describe('version floors', () => {
  it('compare by number, not by text', () => {
    expect(compareVersions('24.9.0', '24.18.1')).toBeLessThan(0)
    expect(compareVersions('v24.18.1', '24.18.1')).toBe(0)
    expect(compareVersions('18.10', '18.9')).toBeGreaterThan(0)
  })
  it('know the safe minor of each major', () => {
    expect(nodeFault('v26.0.0')).toBeUndefined()
    expect(postgresFault('15.20')).toBeUndefined()
    expect(postgresFault('16.15')).toMatch(/16\.16/)
    expect(postgresFault('16.15', 'embedded')).toMatch(/no newer one is packaged.*DATABASE_URL/)
    expect(postgresFault('14.99')).toMatch(/too old/)
    expect(postgresFault('19.0')).toBeUndefined()
  })
})

describe('.env.example', () => {
  it('explains every setting and no other', () => {
    const text = readFileSync(new URL('../../.env.example', import.meta.url), 'utf8')
    const explained = [...text.matchAll(/^#([A-Z_]+)=/gm)].map((match) => match[1])
    expect(explained.toSorted()).toEqual([...settingNames].toSorted())
  })
})
