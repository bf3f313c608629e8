/** The CPU time of all threads since the process began, in milliseconds: collecting garbage counts too. */
export function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
