import { randomBytes } from 'node:crypto';
import * as v from 'valibot';
import { readConfiguration } from '../config/read-configuration.ts';
import { serve } from '../local/aws/json-service.ts';
import { readArguments } from '../local/read-arguments.ts';
import { Port } from '../local/running-stack.ts';
import { NotDone, runCommand, WrongArguments, wrongArguments } from './command.ts';
import { connectLocally, connectToAws } from './connection.ts';
import { stackOptions } from './hires/arguments.ts';
import { createPage } from './page/page.ts';
import { toListener } from './page/serve-page.ts';

/** `npm run console`: the page of a stack on AWS, on this machine, with the operator's own rights. */

const usage = `npm run console                 shows the page of the stack on AWS, on this machine only
  --port N                 the port of the page; default: 3100
  --aws                    the stack on AWS, though one runs on this machine
  --config FILE            the configuration that names the stack; default: hire-invites.json
The page acts with your own AWS credentials. Only a browser that opens the printed address may use it.
Exit codes: 0 done, 1 not done, 2 wrong arguments.`;

const { config, aws } = stackOptions;
const options = { port: { type: 'string', default: '3100' }, config, aws } as const;

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
  const listener = toListener(createPage({ connection, key }));
  const { url } = await serve(listener, port.output).catch((error: unknown) => {
    throw new NotDone(sayNotListening(error, values.port));
  });
  console.log(`${connection.title}\nOpen ${url}/?key=${key}\nTo stop: Ctrl+C`);
});

function sayNotListening(error: unknown, port: string): string {
  const isTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
  return isTaken ? `Port ${port} is taken. Choose another one with --port.` : `Port ${port} cannot be used.`;
}
