// SimpleSAMLphp, an identity provider that we did not write: the system's package, configured in a folder of its own and served by PHP itself.
import { spawn, spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const home = '/usr/share/simplesamlphp'
/** What the parser and the signatures of the package need of PHP. */
const modules = ['dom', 'mbstring', 'openssl', 'session']
/** Why it cannot be run here, or undefined. */
export function whyNoSimpleSaml(): string | undefined {
  if (!existsSync(join(home, 'lib/_autoload.php'))) return 'the package simplesamlphp is not installed'
  const asked = spawnSync('php', ['-m'], { encoding: 'utf8' })
  if (asked.status !== 0) return 'PHP is not installed'
  const has = new Set(asked.stdout.toLowerCase().split(/\s+/)),
    missing = modules.filter((name) => !has.has(name))
  return missing.length === 0 ? undefined : `PHP lacks ${missing.join(', ')}`
}
export interface SimplePerson {
  readonly user: string
  readonly password: string
  readonly email: string
  readonly name: string
  readonly groups: readonly string[]
}
export interface SimpleSaml {
  readonly origin: string
  readonly entityId: string
  /** Where it says what it is. */
  readonly metadataUrl: string
  /** Teaches it about us from our metadata, read by its own parser. @throws what the parser says */
  register(ours: string): void
  /** Signs with its own key, or with one that it has told nobody. */
  signWith(key: 'known' | 'unknown'): void
  close(): Promise<void>
}
const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => (typeof address === 'object' && address ? resolve(address.port) : reject(new Error('no port'))))
    })
  })
const php = (value: unknown): string =>
  Array.isArray(value)
    ? `[${value.map(php).join(', ')}]`
    : typeof value === 'object' && value !== null
      ? `[${Object.entries(value)
          .map(([key, of]) => `${php(key)} => ${php(of)}`)
          .join(', ')}]`
      : typeof value === 'string'
        ? `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
        : value === null
          ? 'null'
          : String(value)
/** Reads SAML metadata with the package's parser and prints what it keeps of a service provider. */
const reader = `<?php
require '${home}/lib/_autoload.php';
$kept = \\SimpleSAML\\Metadata\\SAMLParser::parseString(stream_get_contents(STDIN))->getMetadata20SP();
if ($kept === null) { fwrite(STDERR, 'no service provider in it'); exit(1); }
echo "<?php\\n\\$metadata[" . var_export($kept['entityid'], true) . '] = ' . var_export($kept, true) . ";\\n";
`
export async function startSimpleSaml(people: readonly SimplePerson[]): Promise<SimpleSaml> {
  const folder = mkdtempSync(join(tmpdir(), 'simplesaml-')),
    at = (name: string): string => join(folder, name),
    port = await freePort(),
    origin = `http://127.0.0.1:${port}`,
    entityId = `${origin}/idp`,
    metadataUrl = `${origin}/saml2/idp/metadata.php`
  for (const name of ['config', 'metadata', 'cert', 'log', 'data', 'temp', 'sessions']) mkdirSync(at(name))
  for (const name of ['known', 'unknown']) {
    const files = ['-keyout', at(`cert/${name}.key`), '-out', at(`cert/${name}.crt`)],
      made = spawnSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', ...files, '-days', '400', '-subj', '/CN=idp'], { encoding: 'utf8' })
    if (made.status !== 0) throw new Error(`no certificate: ${made.stderr}`)
  }
  writeFileSync(
    at('config/config.php'),
    `<?php $config = ${php({
      baseurlpath: `${origin}/`,
      certdir: at('cert/'),
      loggingdir: at('log/'),
      datadir: at('data/'),
      tempdir: at('temp'),
      cachedir: at('temp'),
      metadatadir: at('metadata/'),
      'metadata.sources': [{ type: 'flatfile', directory: at('metadata/') }],
      secretsalt: 'of a provider that lives for one test',
      'auth.adminpassword': 'nobody uses it',
      technicalcontact_email: 'nobody@tidewell.example',
      timezone: 'UTC',
      'logging.handler': 'file',
      'enable.saml20-idp': true,
      'module.enable': { exampleauth: true, core: true, saml: true },
      'session.cookie.secure': false,
      'session.cookie.samesite': null,
      'store.type': 'phpsession',
      'session.phpsession.cookiename': 'SimpleSAML',
      'session.phpsession.savepath': at('sessions'),
      'session.authtoken.cookiename': 'SimpleSAMLAuthToken',
      production: true,
    })};\n`,
  )
  writeFileSync(
    at('config/authsources.php'),
    `<?php $config = ['people' => ['exampleauth:UserPass', ${people
      .map((one) => `${php(`${one.user}:${one.password}`)} => ${php({ uid: [one.user], mail: [one.email], displayName: [one.name], groups: one.groups })}`)
      .join(', ')}]];\n`,
  )
  // The files of the key are read at each signature; a file of PHP that changed is compiled anew after a while only.
  const signWith = (name: 'known' | 'unknown'): void => {
    for (const kind of ['key', 'crt']) copyFileSync(at(`cert/${name}.${kind}`), at(`cert/idp.${kind}`))
  }
  signWith('known')
  writeFileSync(
    at('metadata/saml20-idp-hosted.php'),
    `<?php $metadata[${php(entityId)}] = ${php({
      host: '__DEFAULT__',
      privatekey: 'idp.key',
      certificate: 'idp.crt',
      auth: 'people',
      NameIDFormat: 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent',
      'userid.attribute': 'uid',
      'sign.logout': true,
      'validate.logout': true,
    })};\n`,
  )
  writeFileSync(at('metadata/saml20-sp-remote.php'), '<?php\n')
  writeFileSync(at('read.php'), reader)
  const env = { ...process.env, SIMPLESAMLPHP_CONFIG_DIR: at('config') },
    server = spawn('php', ['-S', `127.0.0.1:${port}`, '-t', join(home, 'www')], { env, stdio: 'ignore' }),
    ended = new Promise<void>((resolve) => server.once('exit', () => resolve()))
  const answers = async (): Promise<void> => {
    const answer = await fetch(metadataUrl)
    if (!answer.ok) throw new Error(`SimpleSAMLphp answered ${answer.status}: ${(await answer.text()).slice(0, 400)}`)
  }
  const close = async (): Promise<void> => {
    server.kill()
    await ended
    rmSync(folder, { recursive: true, force: true })
  }
  for (let tries = 0; ; tries++)
    try {
      await answers()
      break
    } catch (error) {
      // It takes a moment until it listens; what it answers then is no matter of time.
      if (!(error instanceof TypeError) || tries > 100 || server.exitCode !== null) {
        await close()
        throw error
      }
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  return {
    origin,
    entityId,
    metadataUrl,
    register(ours) {
      const read = spawnSync('php', [at('read.php')], { env, input: ours, encoding: 'utf8' })
      if (read.status !== 0) throw new Error(`SimpleSAMLphp does not read our metadata: ${read.stderr}${read.stdout}`.slice(0, 800))
      writeFileSync(at('metadata/saml20-sp-remote.php'), read.stdout)
    },
    signWith,
    close,
  }
}
