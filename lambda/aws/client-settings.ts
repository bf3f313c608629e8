/** How long each try of a call may take, and how many there are (at least 2; the client's own 3 if absent). */
interface Patience {
  connectionTimeoutMs: number;
  requestTimeoutMs: number;
  maxAttempts?: number;
}

/**
 * Settings of the AWS clients. Between two invocations a function's process is frozen, and meanwhile the other ends of
 * its idle connections may go away, unnoticed. The next call finds that out, but its retry would take the next idle
 * connection, gone too (https://github.com/aws/aws-sdk-js-v3/issues/3905). So only one is kept idle: at most one try is
 * in vain. Where nothing comes back at all, only a timeout that throws tells.
 */
export function toClientSettings({ connectionTimeoutMs, requestTimeoutMs, maxAttempts }: Patience) {
  const agent = { maxFreeSockets: 1 };
  return {
    ...(maxAttempts !== undefined && { maxAttempts }),
    requestHandler: {
      connectionTimeout: connectionTimeoutMs,
      requestTimeout: requestTimeoutMs,
      throwOnRequestTimeout: true,
      httpsAgent: agent,
      httpAgent: agent,
    },
  };
}
