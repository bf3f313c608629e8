import { type ParseArgsConfig, parseArgs } from 'node:util';

/**
 * The arguments of a command.
 * @param refuse makes the error of the command, from why an argument is not allowed. It is thrown.
 */
export function readArguments<const Config extends ParseArgsConfig>(
  config: Config,
  refuse: (why: string) => Error,
) {
  try {
    return parseArgs(config);
  } catch (error) {
    const [why = ''] = error instanceof Error ? error.message.split('. ') : [];
    throw refuse(why === '' ? 'These arguments are not understood.' : `${why.replace(/\.$/, '')}.`);
  }
}
