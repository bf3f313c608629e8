import { Readable } from 'node:stream';

/** A command of an AWS client, as far as it is changed here. */
interface Command {
  input: object;
  middlewareStack: { add(middleware: () => () => Promise<unknown>, options: object): void };
}

/**
 * A client for a rehearsal: each call is written, signed and read as ever, but answered in place of the network, so it
 * leaves nothing behind.
 * @param client the function's own: what it needs to sign and send is then at hand.
 * @param answer what the service would say to an input, as JSON. Default: an empty answer.
 */
export function withoutNetwork<Client extends { send: unknown }>(
  client: Client,
  answer: (input: object) => object = () => ({}),
): Client {
  return new Proxy(client, {
    get(target, property) {
      const value = Reflect.get(target, property);
      if (property !== 'send' || typeof value !== 'function') return value;
      return (command: Command) => {
        const response = async () => ({ response: toResponse(answer(command.input)) });
        // The innermost step: whatever comes after it would be the network.
        command.middlewareStack.add(() => response, { step: 'deserialize', priority: 'low' });
        return Reflect.apply(value, target, [command]);
      };
    },
  });
}

function toResponse(answer: object) {
  return {
    statusCode: 200,
    headers: { 'content-type': 'application/x-amz-json-1.0' },
    body: Readable.from([Buffer.from(JSON.stringify(answer))]),
  };
}
