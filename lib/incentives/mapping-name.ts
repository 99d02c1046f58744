/**
 * Names of the mappings that bank statements are read by begin so; the rest is the rail and its currency. Both kinds of mapping lie in one
 * table, and a mapping of work under such a name would be taken for the columns of a bank file.
 */
export const statementMappingPrefix = 'statement '
