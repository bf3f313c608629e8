import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import * as v from 'valibot';
import { readConfiguration } from '../config/read-configuration.ts';
import { readArguments } from '../local/read-arguments.ts';
import { NotDone, runCommand, WrongArguments, wrongArguments } from './command.ts';
import { connectLocally, connectToAws } from './connection.ts';
import { createPage } from './page/page.ts';
import { toListener } from './page/serve-page.ts';

/** `npm run console`: the page of a stack on AWS, on this machine, with the operator's own rights. */

const usage = `npm run console                 shows the page of the stack on AWS, on this machine only
  --port N                 the port of the page; default: 3100
  --aws                    the stack on AWS, though one runs on this machine
  --config FILE            the configuration that names the stack; default: hire-invites.json
The page acts with your own AWS credentials. Only a browser that opens the printed address may use it.
Exit codes: 0 done, 1 not done, 2 wrong arguments.`;

const text = { type: 'string' } as const;
const options = {
  port: { ...text, default: '3100' },
  config: { ...text, default: 'hire-invites.json' },
  aws: { type: 'boolean', default: false },
} as const;

const Port = v.pipe(v.string(), v.regex(/^\d{1,5}$/), v.transform(Number), v.maxValue(65_535));

await runCommand(usage, async () => {
  const { values } = readArguments({ options }, wrongArguments);
  const port = v.safeParse(Port, values.port);
  if (!port.success) throw new WrongArguments(`"${values.port}" is no port.`);
  const here = values.aws ? undefined : await connectLocally();
  if (here !== undefined) {
    console.log(`${here.title}: its page is at that address. For the one on AWS, add --aws.`);
    return;
  }
  const connection = await connectToAws(readConfiguration(values.config).name);
  const key = randomBytes(24).toString('base64url');
  const server = createServer(toListener(createPage({ connection, key })));
  server.listen(port.output, '127.0.0.1');
  await once(server, 'listening').catch((error: unknown) => {
    throw new NotDone(sayNotListening(error, values.port));
  });
  const address = v.parse(v.object({ port: v.number() }), server.address());
  console.log(`${connection.title}\nOpen http://127.0.0.1:${address.port}/?key=${key}\nTo stop: Ctrl+C`);
});

function sayNotListening(error: unknown, port: string): string {
  const isTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
  return isTaken ? `Port ${port} is taken. Choose another one with --port.` : `Port ${port} cannot be used.`;
}
