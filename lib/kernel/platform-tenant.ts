/** The installation itself is a tenant: its log, its operators and its sessions need no second mechanism. */
export const platformTenant = '00000000-0000-7000-8000-000000000001'
