/** Starts of lines: something right, something wrong, something unknown, and a note about the line before. */
export const good = (text: string) => `  ✓ ${text}`;
export const bad = (text: string) => `  ✗ ${text}`;
export const open = (text: string) => `  ? ${text}`;
export const note = (text: string) => `    ${text}`;
