'use client'

import { useForm } from '@/app/_ui/form-context.client.tsx'
import { OtpField } from '@/app/_ui/otp-field.client.tsx'

/** The code: from the start where the last one was too long ago, and once the answer asks for one because the page stood open meanwhile. */
export function CodeWhenAsked({ asks }: { asks: boolean }) {
  const { errors } = useForm()
  return asks || errors['factorCode'] !== undefined ? <OtpField name="factorCode" label="Code from your authenticator app" sends autoFocus /> : null
}
