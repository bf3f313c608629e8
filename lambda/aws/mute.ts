import { Console } from 'node:console';
import { Writable } from 'node:stream';

/** Has a logger or metrics of Powertools, which write to a console of their own, write nowhere. */
export function mute<Writer extends object>(writer: Writer): Writer {
  return Object.assign(writer, { console: new Console(nowhere) });
}

const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
