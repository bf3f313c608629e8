/** Runs some work and gives the lines that it wrote to the standard output and error, where Lambda takes logs from. */
export async function captureOutput<Result>(
  work: () => Promise<Result>,
): Promise<{ result: Result; lines: string[] }> {
  const streams = [process.stdout, process.stderr];
  const writes = streams.map((stream) => stream.write);
  const chunks: string[] = [];
  for (const stream of streams) {
    stream.write = (chunk: string | Uint8Array) => {
      chunks.push(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString());
      return true;
    };
  }
  try {
    const result = await work();
    const lines = chunks.join('').split('\n');
    return { result, lines: lines.filter((line) => line !== '') };
  } finally {
    for (const [index, stream] of streams.entries()) Object.assign(stream, { write: writes[index] });
  }
}
