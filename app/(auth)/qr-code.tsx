import { Mono } from '@/app/_ui/link.tsx'
import type { FlowView } from '@/lib/identity/show-flow.ts'

/** The secret of a new authenticator: to scan, or to type. */
export function QrCode({ view }: { view: Pick<FlowView, 'qr' | 'secretText'> }) {
  return (
    <div className="grid gap-2 justify-items-start">
      {view.qr && (
        <svg className="qr" viewBox={`0 0 ${view.qr.size} ${view.qr.size}`} role="img" aria-label="QR code for an authenticator app">
          <path d={view.qr.path} fill="currentColor" shapeRendering="crispEdges" />
        </svg>
      )}
      <p className="text-caption text-ink-2">
        No camera? Type this key into the app: <Mono>{view.secretText}</Mono>
      </p>
    </div>
  )
}
