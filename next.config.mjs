import { fileURLToPath } from 'node:url'

/** @type {import('next').NextConfig} */
const settings = {
  distDir: process.env.PLUMBLINE_DIST ?? '.next',
  poweredByHeader: false,
  agentRules: false,
  reactStrictMode: true,
  // Every page is dynamic and nothing is kept between requests: a kept page would carry an old nonce.
  generateEtags: false,
  productionBrowserSourceMaps: false,
  // The optimiser was the door of several published attacks; our server answers 404 in its place.
  images: { unoptimized: true },
  compress: process.env.PLUMBLINE_TRUSTED_PROXIES === undefined || process.env.PLUMBLINE_TRUSTED_PROXIES === '0',
  devIndicators: false,
  logging: { fetches: { fullUrl: false } },
  turbopack: {
    root: fileURLToPath(new URL('.', import.meta.url)),
    // What every page loads is mostly the framework: docs/decisions/0016.
    rules: {
      '**/node_modules/next/dist/{client,lib,shared}/**/*.js': { condition: { all: ['browser', 'production'] }, loaders: ['./scripts/smaller-framework.mjs'] },
    },
  },
  serverExternalPackages: [
    '@node-rs/argon2',
    'graphile-worker',
    'nodemailer',
    'postgres',
    'xmlbuilder2',
    'fast-xml-parser',
    'otpauth',
    '@node-saml/node-saml',
    '@xmldom/xmldom',
    '@simplewebauthn/server',
  ],
  // Types are a step of their own in npm test; a start from a clean clone need not wait for them.
  typescript: { tsconfigPath: 'tsconfig.json', ignoreBuildErrors: true },
  experimental: {
    authInterrupts: true,
    agentUpgrade: false,
    // File forms; plain actions are cut at 1 MB and everything else by our server before the framework reads it.
    serverActions: { bodySizeLimit: '11mb' },
    proxyClientMaxBodySize: '11mb',
  },
}

export default settings
