/** The operator's console beside companies: it bears the product's name, which would pass for one of them. */
export const companyName = (of: { readonly company: string; readonly isInstallation: boolean }): string =>
  of.isInstallation ? 'Installation (operator)' : of.company
