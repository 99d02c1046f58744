'use client'

export { BrokenPage as default } from './_ui/broken.client.tsx'
