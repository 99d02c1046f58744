// How people come in, in the built product, in a browser, as a company sets it up: passkey, domain, providers, groups, the provider required, provisioning, factors, networks, roles, alerts, a program’s key, access for a time, a review of all access, support and plans, each step standing on the last. (4 min)
import { beginOffice, endOffice } from './enterprise/office.ts'
import { steps } from './enterprise/all.ts'
import { walk } from './steps/walk.ts'

walk(steps, beginOffice, endOffice)
