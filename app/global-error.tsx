'use client'

export { BrokenRoot as default } from './_ui/broken.client.tsx'
