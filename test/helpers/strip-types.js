import { stripTypeScriptTypes } from 'node:module';

/** Jest transform: Node's own type stripping, which keeps every line and column where it was. */
export default {
  process: (source) => ({ code: stripTypeScriptTypes(source) }),
};
