/** After this long a process that a test has started hangs, and is killed: before Jest gives the test up. */
export const hangsAfterMs = 10 * 60 * 1000;
