import type { ReactNode } from 'react'
import { Gate } from '@/app/_ui/shell/gate.tsx'

export default function GateLayout({ children }: { children: ReactNode }) {
  return <Gate>{children}</Gate>
}
