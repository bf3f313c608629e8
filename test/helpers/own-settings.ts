/** Own settings of presets without which they ask no API, or for no list. */
export const ownSettings: Readonly<Record<string, object>> = {
  factorial: { apiVersion: '2026-07-01' },
  gusto: { companyUuid: '9c6f1a2b-0000-4000-8000-000000000002' },
  rippling: { companyId: '656992806f26d6caeaffff9f' },
  workable: { subdomain: 'acme' },
};
