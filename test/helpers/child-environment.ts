/** For a process that shall have no variable of this one but what Node needs to be found, and to start quickly. */
export const childEnvironment: NodeJS.ProcessEnv = {
  PATH: process.env['PATH'],
  NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
};
