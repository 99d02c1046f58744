/** `__Host-` ties the cookie to this host and HTTPS; browsers refuse that name on plain HTTP, which only loopback may use. */
export const sessionCookieName = (https: boolean): string => (https ? '__Host-session' : 'session')
