/**
 * The index of the hires table from which lists and counts are read. It is made with the table, and what it is made of
 * cannot be changed, only replaced by another index.
 */
export const listingIndex = { name: 'open-hires', partitionKey: 'listing', sortKey: 'listingOrder' } as const;
