import { cache } from 'react'
import { load } from '@/app/_bind/load.ts'
import type { Place } from '@/app/_ui/place.ts'
import { showDesk, type Desk } from '@/lib/tenancy/show-desk.ts'

/** The company, the reader and the reader's rights: asked once for each page, by the frame and by whoever else needs them. */
export const readDesk = cache((): Promise<Desk> => load(showDesk, {}))
export const placeOf = (desk: Pick<Desk, 'locale' | 'zone' | 'now'>): Place => ({ locale: desk.locale, zone: desk.zone, now: desk.now })
