import type { Configuration } from '../../config/configuration.ts';
import { workdayCoreConnector } from '../../config/presets/workday-core-connector.ts';
import type { LocalSecrets } from '../../local/local-secrets.ts';
import { createSigner, createWebhooks } from '../webhooks.ts';

/** A webhook with many workers: for `receive`, and the same body for its bare baseline. */
export interface WorkersFile {
  event: unknown;
  bareEvent: unknown;
  bytes: number;
}

/** BambooHR's fields of a new hire; more than nine are rare. About 500 bytes a worker. */
const fieldsEach = 9;

export function createJsonFile(
  workers: number,
  configuration: Configuration,
  secrets: LocalSecrets,
): WorkersFile {
  const createWebhook = createWebhooks(configuration, secrets);
  const { event, bareEvent } = createWebhook({ employees: workers, fieldsEach, action: 'Created' });
  return { event, bareEvent, bytes: Buffer.byteLength(bareEvent.body) };
}

export function createXmlFile(
  workers: number,
  configuration: Configuration,
  secrets: LocalSecrets,
): WorkersFile {
  const body = toWorkers(workers);
  const { sign } = createSigner(configuration, secrets, 'workday');
  const event = sign(Buffer.from(body), { contentType: 'text/xml' });
  return { event, bareEvent: { body }, bytes: Buffer.byteLength(body) };
}

/** The preset's own sample of a worker, about 550 bytes, so many times, each with an id of its own. */
export function toWorkers(count: number): string {
  const [begin, end] = ['<ws:Worker>', '</ws:Worker>'];
  const samples = Array.from({ length: count }, (_, index) => {
    const hire = {
      employeeId: String(index + 1),
      workEmail: `hire${index}@acme.example`,
      personalEmail: `hire${index}@home.example`,
      startDate: '2026-03-02',
    };
    return workdayCoreConnector.example(hire, new Date()).body;
  });
  const [first = ''] = samples;
  const workers = samples.map((body) => body.slice(body.indexOf(begin), body.indexOf(end) + end.length));
  return `${first.slice(0, first.indexOf(begin))}${workers.join('\n')}${first.slice(first.indexOf(end) + end.length)}`;
}
