/** Another name that leads to this machine may be a stranger's (DNS rebinding). */
const ownNames: readonly string[] = ['127.0.0.1', 'localhost', '[::1]'];

/** @param host the header `host` of a request. */
export function namesThisMachine(host: string): boolean {
  const url = `http://${host}`;
  return URL.canParse(url) && ownNames.includes(new URL(url).hostname);
}
