import { isDeepStrictEqual } from 'node:util';

/** The running parts of one kind, by their ids. */
export interface Parts<Definition, Part> {
  get(id: string): Part | undefined;
  all(): Part[];
  /** Starts what is new, and closes what is gone. What is defined otherwise than before is closed and started anew. */
  update(definitions: ReadonlyMap<string, Definition>): Promise<void>;
  close(): Promise<void>;
}

/** @param start starts the part of a definition. */
export function createParts<Definition, Part extends { close: () => Promise<void> | void }>(
  start: (definition: Definition) => Part,
): Parts<Definition, Part> {
  const running = new Map<string, { definition: Definition; part: Part }>();

  async function update(definitions: ReadonlyMap<string, Definition>): Promise<void> {
    for (const [id, { definition, part }] of running) {
      if (isDeepStrictEqual(definitions.get(id), definition)) continue;
      running.delete(id);
      await part.close();
    }
    for (const [id, definition] of definitions)
      if (!running.has(id)) running.set(id, { definition, part: start(definition) });
  }

  return {
    get: (id) => running.get(id)?.part,
    all: () => [...running.values()].map(({ part }) => part),
    update,
    close: () => update(new Map()),
  };
}
