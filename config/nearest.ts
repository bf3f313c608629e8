/** The candidate that a misspelt word probably means: at most two letters are added, missing or changed. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  const distances = candidates.map((candidate) => ({ candidate, distance: editDistance(word, candidate) }));
  const [closest] = distances.sort((a, b) => a.distance - b.distance);
  return closest !== undefined && closest.distance <= 2 ? closest.candidate : undefined;
}

/** How many letters have to be added, removed or changed (Levenshtein), ignoring case. */
function editDistance(from: string, to: string): number {
  const target = [...to.toLowerCase()];
  let row = Array.from({ length: target.length + 1 }, (_, length) => length);
  for (const letter of from.toLowerCase()) {
    const above = row;
    row = [(above[0] ?? 0) + 1];
    for (const [index, other] of target.entries()) {
      const changed = (above[index] ?? 0) + (letter === other ? 0 : 1);
      row.push(Math.min(changed, (above[index + 1] ?? 0) + 1, (row[index] ?? 0) + 1));
    }
  }
  return row.at(-1) ?? 0;
}
