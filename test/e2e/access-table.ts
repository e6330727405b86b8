import type { Role } from '../../libs/kernel/actor.js';

/** Who may call it: roles, or everybody without signing in. */
export type Access = readonly Role[] | 'public';

const EVERYONE: Access = [
  'officer',
  'statistician',
  'enterprise',
  'system-admin',
  'security-admin',
  'auditor',
];
const BUSINESS: Access = ['officer', 'statistician', 'enterprise'];
const STAFF: Access = ['officer', 'statistician'];
const OFFICER: Access = ['officer'];

/**
 * Every endpoint of the registry and who may call it (design §1, §9). The test that reads it fails
 * when an endpoint is missing here, so a new one cannot be forgotten. That an `enterprise` account
 * only ever sees its own record is tested separately.
 */
export const ACCESS: Readonly<Record<string, Access>> = {
  'GET /health/live': 'public',
  'GET /health/ready': 'public',
  // From this machine itself; from elsewhere only for a signed-in system administrator.
  'GET /metrics': 'public',

  'POST /api/v1/auth/login': 'public',
  'POST /api/v1/auth/logout': EVERYONE,
  'GET /api/v1/auth/me': EVERYONE,
  'POST /api/v1/auth/password': EVERYONE,
  'GET /api/v1/accounts': ['security-admin'],
  'POST /api/v1/accounts': ['security-admin'],
  'PATCH /api/v1/accounts/{username}': ['security-admin'],
  'GET /api/v1/audit': ['auditor'],

  'POST /api/v1/enterprises': OFFICER,
  'GET /api/v1/enterprises': BUSINESS,
  'GET /api/v1/enterprises/{creditCode}': BUSINESS,
  'GET /api/v1/enterprises/{creditCode}/timeline': BUSINESS,
  'POST /api/v1/enterprises/{creditCode}/rename': OFFICER,
  'POST /api/v1/enterprises/{creditCode}/moves': OFFICER,
  'POST /api/v1/enterprises/{creditCode}/deregistration': OFFICER,
  'GET /api/v1/enterprises/{creditCode}/eligibility': BUSINESS,
  'GET /api/v1/enterprises/{creditCode}/eligibility/history': BUSINESS,
  'POST /api/v1/enterprises/{creditCode}/declarations': ['officer', 'enterprise'],
  'GET /api/v1/enterprises/{creditCode}/declarations': BUSINESS,
  'POST /api/v1/enterprises/{creditCode}/declarations/{year}/confirmation': OFFICER,
  'POST /api/v1/enterprises/{creditCode}/declarations/{year}/rejection': OFFICER,
  'POST /api/v1/enterprises/{creditCode}/declarations/{year}/withdrawal': ['officer', 'enterprise'],
  'GET /api/v1/declarations': STAFF,
  'POST /api/v1/enterprises/{creditCode}/manual-answers': OFFICER,
  'POST /api/v1/enterprises/{creditCode}/manual-answers/withdrawal': OFFICER,
  'GET /api/v1/enterprises/{creditCode}/manual-answers': BUSINESS,
  'GET /api/v1/manual-questions': STAFF,
  'POST /api/v1/enterprises/{creditCode}/objections': ['enterprise'],
  'GET /api/v1/objections': BUSINESS,
  'POST /api/v1/objections/{id}/resolution': OFFICER,
  'GET /api/v1/declarable-figures': BUSINESS,

  'GET /api/v1/recognition-kinds': BUSINESS,
  'POST /api/v1/recognitions': OFFICER,
  'GET /api/v1/recognitions': BUSINESS,
  'GET /api/v1/recognitions/{id}': BUSINESS,
  'POST /api/v1/recognitions/{id}/corrections': OFFICER,
  'POST /api/v1/recognitions/{id}/revocations': OFFICER,
  'POST /api/v1/recognitions/{id}/withdrawals': OFFICER,
  'GET /api/v1/findings': BUSINESS,
  'POST /api/v1/findings/{id}/resolution': OFFICER,

  'PUT /api/v1/targets/{regionCode}/{year}': OFFICER,
  'GET /api/v1/targets/{regionCode}/{year}': STAFF,
  'GET /api/v1/targets/{regionCode}/{year}/tally': STAFF,
  'GET /api/v1/targets/{regionCode}/{year}/tally/{indicator}/evidence': BUSINESS,

  'POST /api/v1/figures': STAFF,
  'GET /api/v1/figures/{series}': STAFF,

  'POST /api/v1/policy-lists': OFFICER,
  'GET /api/v1/policy-lists': BUSINESS,
  'GET /api/v1/policy-lists/schema': BUSINESS,
  'GET /api/v1/policy-lists/{id}': BUSINESS,
  'GET /api/v1/policy-lists/{id}/versions/{n}': BUSINESS,
  'GET /api/v1/policy-lists/{id}/versions/{n}/diff': BUSINESS,
  'POST /api/v1/policy-lists/{id}/versions/{n}/publication': OFFICER,
  'POST /api/v1/policy-lists/{id}/versions/{n}/impact': OFFICER,
  'GET /api/v1/policy-lists/{id}/versions/{n}/impact': STAFF,
  'POST /api/v1/eligibility-checks': ['officer', 'enterprise'],
  'GET /api/v1/eligibility-checks/{id}': BUSINESS,
  'GET /api/v1/eligibility-checks/{id}/replay': BUSINESS,
  'POST /api/v1/eligibility-runs': OFFICER,
  'GET /api/v1/eligibility-runs': STAFF,
  'GET /api/v1/eligibility-runs/{id}': STAFF,
  'GET /api/v1/eligibility-runs/{id}/events': STAFF,
  'POST /api/v1/eligibility-runs/{id}/pause': OFFICER,
  'POST /api/v1/eligibility-runs/{id}/resume': OFFICER,
  'POST /api/v1/eligibility-runs/{id}/cancel': OFFICER,
  'POST /api/v1/eligibility-runs/{id}/retry': OFFICER,
  'POST /api/v1/eligibility/what-if': ['officer', 'enterprise'],

  'POST /api/v1/awards': OFFICER,
  'GET /api/v1/awards': BUSINESS,
  'GET /api/v1/awards/{id}': BUSINESS,
  'GET /api/v1/awards/{id}/replay': STAFF,
  'POST /api/v1/awards/{id}/opinions': OFFICER,
  'POST /api/v1/awards/{id}/notice': OFFICER,
  'POST /api/v1/awards/{id}/objections': OFFICER,
  'POST /api/v1/awards/{id}/objections/{number}/resolution': OFFICER,
  'POST /api/v1/awards/{id}/approval': OFFICER,
  'POST /api/v1/awards/{id}/approval/withdrawal': OFFICER,
  'POST /api/v1/awards/{id}/objections/{number}/resolution/correction': OFFICER,
  'POST /api/v1/awards/{id}/issuance/correction': OFFICER,
  'POST /api/v1/awards/{id}/payments/{number}/correction': OFFICER,
  'POST /api/v1/awards/{id}/clawbacks/{number}/correction': OFFICER,
  'POST /api/v1/awards/{id}/issuance': OFFICER,
  'POST /api/v1/awards/{id}/payments': OFFICER,
  'POST /api/v1/awards/{id}/clawbacks': OFFICER,
  'POST /api/v1/awards/{id}/waiver': ['officer', 'enterprise'],
  'POST /api/v1/awards/{id}/rejection': OFFICER,
  'POST /api/v1/award-batches': OFFICER,
  'GET /api/v1/award-budgets/{list}/{awardYear}': STAFF,
  'PUT /api/v1/award-budgets/{list}/{awardYear}': OFFICER,

  'GET /api/v1/jobs': ['system-admin'],
  'POST /api/v1/jobs/{id}/retry': ['system-admin'],
  'POST /api/v1/jobs/board-session': ['system-admin'],
};
