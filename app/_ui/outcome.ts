import type { FieldMessages, RefusalCode } from '@/lib/kernel/refusal.ts'

/** What a person typed, by field name, without secrets; a field given several times is a list. */
export type TypedValues = Readonly<Record<string, string | readonly string[]>>

/** What a form gets back from its action. */
export type Outcome =
  | { readonly ok: true; readonly value?: unknown; readonly message?: string | undefined }
  | {
      readonly ok: false
      readonly refusal: { readonly code: RefusalCode | 'signed_out'; readonly message: string; readonly fields: FieldMessages }
      readonly values: TypedValues
    }

/** The server action of a form: the previous outcome and the data, as `useActionState` calls it. */
export type FormAction = (previous: Outcome | null, data: FormData) => Promise<Outcome | null>
