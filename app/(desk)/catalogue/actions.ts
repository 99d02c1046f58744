'use server'
import { action } from '@/app/_bind/action.ts'
import { paths } from '@/app/_ui/paths.ts'
import { addItem, changeItem } from '@/lib/incentives/change-catalogue.ts'

export const add = action(addItem, { then: (item) => paths.catalogueItem(item.id) })
export const change = action(changeItem, { then: (item) => paths.catalogueItem(item.id) })
