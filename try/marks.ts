/** The beginnings of lines: what is right, what is wrong, what is not known, and what else to say of the line before. */
export const good = (text: string) => `  ✓ ${text}`;
export const bad = (text: string) => `  ✗ ${text}`;
export const open = (text: string) => `  ? ${text}`;
export const note = (text: string) => `    ${text}`;
