import { type ParseArgsConfig, parseArgs } from 'node:util';
import { ConfigurationError } from '../config/read-configuration.ts';

/** The arguments of a command. @throws ConfigurationError, which shows the usage, if an argument is not allowed. */
export function readArguments<const Config extends ParseArgsConfig>(config: Config, usage: string) {
  try {
    return parseArgs(config);
  } catch (error) {
    throw new ConfigurationError(`${error instanceof Error ? error.message : 'wrong arguments'}. ${usage}`);
  }
}
