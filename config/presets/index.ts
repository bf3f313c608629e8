import { bambooHr } from './bamboohr.ts';
import { cloudEvents } from './cloudevents.ts';
import { deel } from './deel.ts';
import { factorial } from './factorial.ts';
import { finch } from './finch.ts';
import { greenhouse } from './greenhouse.ts';
import { gusto } from './gusto.ts';
import { hiBob } from './hibob.ts';
import { humi } from './humi.ts';
import { keyPay } from './keypay.ts';
import { merge } from './merge.ts';
import { paychex } from './paychex.ts';
import { paylocity } from './paylocity.ts';
import { peopleForce } from './peopleforce.ts';
import { personio } from './personio.ts';
import type { Preset } from './preset.ts';
import { remote } from './remote.ts';
import { rippling } from './rippling.ts';
import { standardWebhooks } from './standard-webhooks.ts';
import { successFactors } from './successfactors.ts';
import { ukgPro } from './ukg-pro.ts';
import { workable } from './workable.ts';
import { workdayCoreConnector } from './workday-core-connector.ts';
import { workdayReport } from './workday-report.ts';
import { workOs } from './workos.ts';

/** The HR systems that are connected by naming them in `type`. */
export const presets: Readonly<Record<string, Preset>> = {
  bamboohr: bambooHr,
  cloudevents: cloudEvents,
  deel,
  factorial,
  finch,
  greenhouse,
  gusto,
  hibob: hiBob,
  humi,
  keypay: keyPay,
  merge,
  paychex,
  paylocity,
  peopleforce: peopleForce,
  personio,
  remote,
  rippling,
  'standard-webhooks': standardWebhooks,
  successfactors: successFactors,
  'ukg-pro': ukgPro,
  workable,
  'workday-core-connector': workdayCoreConnector,
  'workday-report': workdayReport,
  workos: workOs,
};
