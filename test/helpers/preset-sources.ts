import { presets } from '../../config/presets/index.ts';

/** What a source of these presets must have. */
const required: Readonly<Record<string, object>> = {
  bamboohr: { company: 'acme' },
  greenhouse: { workEmailField: 'work_email' },
  'ukg-pro': { serviceHost: 'service5.ultipro.com' },
};

/** What a source of these presets has to have so that its API is asked, and for a list where it has one. */
const forApi: Readonly<Record<string, object>> = {
  factorial: { apiVersion: '2026-07-01' },
  gusto: { companyUuid: '9c6f1a2b-0000-4000-8000-000000000002' },
  rippling: { companyId: '656992806f26d6caeaffff9f' },
  workable: { subdomain: 'acme' },
};

/** A source of this preset, with nothing set but what must be. */
export function leanSourceOf(type: string) {
  return { type, ...required[type] };
}

/** A source of this preset, with its API if it has one. */
export function sourceOf(type: string) {
  return { ...leanSourceOf(type), ...forApi[type] };
}

/** A source of each preset, by its name. */
export const sourcesOfPresets = Object.fromEntries(
  Object.keys(presets).map((type) => [type, sourceOf(type)]),
);
