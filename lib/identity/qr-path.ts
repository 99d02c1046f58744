import { encode } from 'uqr'

/** A QR code as one SVG path in a square of `size` modules, quiet zone included: no image, no script, no inline style. */
export interface QrPath {
  readonly size: number
  readonly path: string
}

export function qrPath(text: string): QrPath {
  const { data, size } = encode(text, { ecc: 'M', border: 2 })
  let path = ''
  data.forEach((row, y) => {
    for (let x = 0; x < row.length;) {
      if (!row[x]) {
        x++
        continue
      }
      const from = x
      while (row[x]) x++
      path += `M${from} ${y}h${x - from}v1h-${x - from}z`
    }
  })
  return { size, path }
}
