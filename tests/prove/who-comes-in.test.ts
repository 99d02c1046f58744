// How people come in, in the built product, in a browser, as a company sets it up: passkey, domain, providers, groups, and the provider required, each step standing on the last. (2 min)
import { beginOffice, endOffice } from './enterprise/office.ts'
import { steps } from './enterprise/all.ts'
import { walk } from './steps/walk.ts'

walk(steps, beginOffice, endOffice)
