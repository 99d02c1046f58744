import { api } from '@/app/_bind/api.ts'

/** Every call there is, by lib/api/calls.ts; what is not there is refused in the same words. */
export { api as DELETE, api as GET, api as PATCH, api as POST, api as PUT }
