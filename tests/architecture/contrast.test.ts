// Every word, mark and control edge can be told from what it stands on, in both themes (WCAG 2.2, 1.4.3 and 1.4.11), recomputed from globals.css.
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'

const css = readFileSync(new URL('../../app/globals.css', import.meta.url), 'utf8')
type Theme = 'light' | 'dark'
type Rgb = readonly [number, number, number]

const tokens = new Map<string, Record<Theme, Rgb>>()
const hex = (text: string): Rgb => [1, 3, 5].map((i) => Number.parseInt(text.slice(i, i + 2), 16) / 255) as unknown as Rgb
for (const [, name, light, dark] of css.matchAll(/--color-([a-z0-9-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)/g)) {
  tokens.set(name as string, { light: hex(light as string), dark: hex(dark as string) })
}

const linear = (v: number): number => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
const gamma = (v: number): number => (v <= 0.0031308 ? v * 12.92 : 1.055 * v ** (1 / 2.4) - 0.055)
const luminance = ([r, g, b]: Rgb): number => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b)
function ratio(a: Rgb, b: Rgb): number {
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number]
  return (high + 0.05) / (low + 0.05)
}
/** CSS Color 4, color-mix in oklab. */
function mix(a: Rgb, share: number, b: Rgb): Rgb {
  const toLab = (c: Rgb): Rgb => {
    const [r, g, bl] = c.map(linear) as unknown as Rgb
    const [l, m, s] = [
      0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * bl,
      0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * bl,
      0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * bl,
    ].map(Math.cbrt) as unknown as Rgb
    return [
      0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
      1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
      0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
    ]
  }
  const [x, y] = [toLab(a), toLab(b)]
  const [l, p, q] = [0, 1, 2].map((i) => (x[i] as number) * share + (y[i] as number) * (1 - share)) as unknown as Rgb
  const [c, d, e] = [
    (l + 0.3963377774 * p + 0.2158037573 * q) ** 3,
    (l - 0.1055613458 * p - 0.0638541728 * q) ** 3,
    (l - 0.0894841775 * p - 1.291485548 * q) ** 3,
  ]
  return [
    4.0767416621 * c - 3.3077115913 * d + 0.2309699292 * e,
    -1.2684380046 * c + 2.6097574011 * d - 0.3413193965 * e,
    -0.0041960863 * c - 0.7034186147 * d + 1.707614701 * e,
  ].map(gamma) as unknown as Rgb
}
function colour(name: string, theme: Theme): Rgb {
  if (name === 'active') return mix(colour('ink', theme), 0.06, colour('canvas', theme))
  if (name === 'ink-pressed') return mix(colour('ink', theme), 0.86, colour('canvas', theme))
  const found = tokens.get(name)
  if (!found) throw new Error(`globals.css has no colour ${name} with both themes`)
  return found[theme]
}

const grounds = ['canvas', 'surface', 'sunken', 'hover', 'active']
const tones = ['good', 'warn', 'bad', 'hold', 'accent']
const words: [string, string[]][] = [
  ['ink', [...grounds, ...tones.map((t) => `${t}-soft`)]],
  ['ink-2', [...grounds, 'accent-soft', 'good-soft', 'warn-soft']],
  ['ink-3', grounds],
  ['on-ink', ['ink', 'ink-pressed']],
  ['surface', ['bad']],
  ...tones.map((tone): [string, string[]] => [tone, [...grounds, `${tone}-soft`]]),
]
const shapes: [string, string[]][] = [
  ['line-strong', ['canvas', 'surface']],
  ['focus', ['canvas', 'surface', 'sunken']],
  ['ink-3', ['canvas', 'surface']],
  ['accent', ['canvas', 'surface']],
  ...['good', 'warn', 'bad', 'hold'].map((tone): [string, string[]] => [`${tone}-dot`, ['canvas', 'surface']]),
]

describe.each(['light', 'dark'] as const)('in the %s theme', (theme) => {
  test('every text colour reaches 4.5 on every ground it stands on', () => {
    const faint = words
      .flatMap(([text, on]) => on.map((ground) => ({ text, ground, ratio: ratio(colour(text, theme), colour(ground, theme)) })))
      .filter((pair) => pair.ratio < 4.5)
    expect(faint).toEqual([])
  })
  test('every mark, control edge and focus ring reaches 3', () => {
    const faint = shapes
      .flatMap(([shape, on]) => on.map((ground) => ({ shape, ground, ratio: ratio(colour(shape, theme), colour(ground, theme)) })))
      .filter((pair) => pair.ratio < 3)
    expect(faint).toEqual([])
  })
})

test('the arithmetic knows a pair that fails', () => {
  expect(ratio(hex('#777777'), hex('#ffffff'))).toBeCloseTo(4.48, 2)
  expect(ratio(hex('#000000'), hex('#ffffff'))).toBeCloseTo(21, 5)
})

test('every colour that pages may use is defined for both themes', () => {
  const named = new Set([...css.matchAll(/--color-([a-z0-9-]+):/g)].map((m) => m[1] as string))
  for (const name of named) if (!['active', 'ink-pressed', 'paper', 'scrim', 'cast-near', 'cast-far'].includes(name)) expect(tokens.has(name), name).toBe(true)
})
