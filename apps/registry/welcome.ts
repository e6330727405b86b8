import { DEMO_ACCOUNTS } from '#libs/accounts/index.js';
import { ROLE_LABELS } from '#libs/runtime/auth/role-labels.js';
import type { RegistryConfig } from '#libs/runtime/config/registry-config.js';
import type { SeedingProgress } from '#seeds/seeder.js';

/** What the person at the terminal needs to know: where it is, who can sign in, where the data lies. */
export function welcome(config: RegistryConfig, url: string, embedded: boolean): string {
  const lines = [
    '',
    `创新台账已启动：${url}    （接口文档 ${url}/api/docs）`,
    embedded ? `数据目录：${config.dataDir}` : '数据库：DATABASE_URL 所指的服务器',
    ...(config.eventStoreUrl === undefined ? [] : ['事件：EVENT_STORE_URL 所指的 KurrentDB']),
  ];
  if (config.demo) {
    const accounts = DEMO_ACCOUNTS.map(([name, role]) => `${name}（${ROLE_LABELS[role]}）`);
    lines.push(
      `示例县数据已载入（均为虚构样例）。演示账号：${accounts.join('、')}`,
      `演示密码：${config.demoPassword}`,
    );
  }
  lines.push('按 Ctrl-C 停止', '');
  return lines.join('\n');
}

/** Rewrites one line on a terminal; elsewhere it says every tenth of the way. */
export function progressLine(out: NodeJS.WriteStream): (progress: SeedingProgress) => void {
  let said = -1;
  return ({ done, total }) => {
    const text = `正在载入示例县数据：${done}/${total}`;
    const tenth = Math.floor((done * 10) / total);
    if (out.isTTY) out.write(`\r${text}${done === total ? '\n' : ''}`);
    else if (tenth > said) out.write(`${text}\n`);
    said = Math.max(said, tenth);
  };
}
