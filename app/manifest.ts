import type { MetadataRoute } from 'next'
import { paths } from './_ui/paths.ts'

/** So that a technician can keep the product on the home screen of a phone. */
export default function manifest(): MetadataRoute.Manifest {
  return {
    name: 'Plumbline',
    short_name: 'Plumbline',
    start_url: paths.root(),
    scope: '/',
    display: 'standalone',
    icons: [
      { src: '/icon.svg', sizes: 'any', type: 'image/svg+xml' },
      { src: '/icon-512.png', sizes: '512x512', type: 'image/png' },
    ],
  }
}
