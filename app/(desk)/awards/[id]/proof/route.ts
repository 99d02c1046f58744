import { attachment, handler } from '@/app/_bind/handler.ts'
import { takeProof } from '@/lib/incentives/take-proof.ts'

export const GET = handler(takeProof, {
  input: (_request, params) => ({ id: params['id'] }),
  respond: (file) => new Response(new Uint8Array(file.body), { headers: attachment(file.name, file.contentType) }),
})
