import { scimProblem } from '@/app/_bind/scim.ts'

/** What the protocol has and we do not: bulk requests, searches by POST, “Me”. */
const nothing = (): Response =>
  scimProblem({
    status: 404,
    scimType: undefined,
    detail: 'There is no such address here. Answered are Users, Groups, ServiceProviderConfig, ResourceTypes and Schemas.',
  })
export { nothing as DELETE, nothing as GET, nothing as PATCH, nothing as POST, nothing as PUT }
