import type { Role } from '#libs/kernel/actor.js';

/** What the roles are called on screen and in messages. */
export const ROLE_LABELS: Readonly<Record<Role, string>> = {
  officer: '科技局经办',
  statistician: '统计',
  enterprise: '企业',
  'system-admin': '系统管理员',
  'security-admin': '安全管理员',
  auditor: '审计管理员',
};
