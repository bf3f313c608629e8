import { type ParseArgsConfig, parseArgs } from 'node:util';
import { ConfigurationError } from '../config/read-configuration.ts';

/** What a command was called with. @throws ConfigurationError, with how it is used, for what it does not take. */
export function readArguments<const Config extends ParseArgsConfig>(config: Config, usage: string) {
  try {
    return parseArgs(config);
  } catch (error) {
    throw new ConfigurationError(`${error instanceof Error ? error.message : 'wrong arguments'}. ${usage}`);
  }
}
