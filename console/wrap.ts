/** Breaks a text between words into lines of at most so many characters, all of them indented. A longer word stays whole. */
export function wrap(text: string, { width, indent }: { width: number; indent: string }): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const line = lines.at(-1);
    const longer = `${line} ${word}`;
    if (line === undefined || longer.length > width) lines.push(`${indent}${word}`);
    else lines[lines.length - 1] = longer;
  }
  return lines;
}
