/** Settings of npm itself (npm 11: `npm config list --long`), which a person may have in an `.npmrc`. */
const ownToNpm: readonly string[] = ['name', 'only', 'yes'];

/**
 * Without a `--` before them, npm keeps flags for itself: `npm run setup --local` would set things up on AWS. What it keeps,
 * it hands on as variables: `--hr-system=deel` as `npm_config_hr_system=deel`, and `--no-wait` as an empty `npm_config_wait`.
 * @param flags the names of all flags.
 * @param refuse makes the error of the command, from what to write. It is thrown.
 */
export function refuseSwallowed(
  flags: readonly string[],
  refuse: (why: string) => Error,
  environment: NodeJS.ProcessEnv = process.env,
): void {
  const swallowed = flags.filter((flag) => !ownToNpm.includes(flag) && isSwallowed(flag, environment));
  if (swallowed.length === 0) return;
  const words = swallowed.map((flag) => `--${flag}`).join(' ');
  throw refuse(`npm kept ${words} for itself. Write: npm run setup -- ${words}`);
}

function isSwallowed(flag: string, environment: NodeJS.ProcessEnv): boolean {
  const isNegated = flag.startsWith('no-');
  const value = environment[`npm_config_${flag.replace(/^no-/, '').replaceAll('-', '_')}`];
  return isNegated ? value === '' : value !== undefined && value !== '';
}
