import type { OpenAPIObject } from '@nestjs/swagger';
import { ROLE_LABELS } from '#libs/runtime/auth/role-labels.js';
import type { Access } from '#libs/runtime/auth/roles.decorator.js';
import { problem } from '../problem/problem.js';

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;
type Responses = Operation['responses'];
type Parameter = NonNullable<Operation['parameters']>[number];

const METHODS = ['get', 'put', 'post', 'delete', 'patch'] as const;

export const PROBLEM_SCHEMA = {
  type: 'object',
  required: ['type', 'title', 'status', 'code', 'detail', 'errors'],
  properties: {
    type: {
      type: 'string',
      format: 'uri',
      example: 'urn:innovation-registry:problem:validation-failed',
    },
    title: { type: 'string', example: '内容不符合要求' },
    status: { type: 'integer', example: 422 },
    code: { type: 'string', description: '稳定的代码，供程序判断', example: 'validation-failed' },
    detail: { type: 'string', description: '哪里有误、怎样修改' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['path', 'code', 'message'],
        properties: {
          path: { type: 'string', example: 'attributes.issuedOn' },
          code: { type: 'string', example: 'not-a-date' },
          message: {
            type: 'string',
            example: '发证日应为真实存在的日期，写作 2023-06-15（年-月-日）',
          },
        },
      },
    },
    requestId: { type: 'string', description: '请求编号，与应答头 X-Request-Id 相同' },
  },
} as const;

const PROBLEM_CONTENT = {
  'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } },
};

const IDEMPOTENCY_KEY: Parameter = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description: '重试时发送同一个值，操作只生效一次；1–200 个可见 ASCII 字符',
  schema: { type: 'string', maxLength: 200 },
};

const IF_MATCH: Parameter = {
  name: 'If-Match',
  in: 'header',
  required: false,
  description: '读取时应答头 ETag 的值；记录已被他人更新时应答 412',
  schema: { type: 'string', example: '"3"' },
};

/**
 * Adds to every operation what holds for all of them, so that no controller has to say it: problems,
 * who may call it, the headers of commands.
 */
export function completeDocument(
  document: OpenAPIObject,
  access: ReadonlyMap<string, Access>,
): OpenAPIObject {
  document.components ??= {};
  document.components.schemas = {
    ...document.components.schemas,
    Problem: PROBLEM_SCHEMA as never,
  };
  for (const path of Object.values(document.paths)) {
    for (const method of METHODS) {
      const operation = path[method];
      if (operation) completeOperation(operation, method, access.get(operation.operationId ?? ''));
    }
  }
  return document;
}

function completeOperation(operation: Operation, method: string, access: Access | undefined): void {
  const open = access !== undefined && 'public' in access;
  const command = method !== 'get' && !open;
  if (open) operation.security = [];
  else
    operation.description = [operation.description, rolesLine(access)].filter(Boolean).join('\n\n');
  if (command) addParameters(operation, [IDEMPOTENCY_KEY, IF_MATCH]);
  const statuses = [
    ...[400, 422, 500, 503],
    ...(open ? [] : [401, 403]),
    ...(hasPathParameter(operation) ? [404] : []),
    ...(command ? [409, 412] : []),
    ...(method === 'get' ? [] : [413, 415]),
  ];
  for (const status of statuses) addProblem(operation.responses, status);
  tellProblems(operation.responses);
}

function rolesLine(access: Access | undefined): string {
  const roles = access !== undefined && 'roles' in access ? access.roles : [];
  return roles.length === 0 ? '' : `可用角色：${roles.map((role) => ROLE_LABELS[role]).join('、')}`;
}

function addParameters(operation: Operation, added: readonly Parameter[]): void {
  const known = operation.parameters ?? [];
  const names = known.map((each) => ('name' in each ? each.name.toLowerCase() : ''));
  const missing = added.filter(
    (each) => !('name' in each) || !names.includes(each.name.toLowerCase()),
  );
  operation.parameters = [...known, ...missing];
}

function hasPathParameter(operation: Operation): boolean {
  return (operation.parameters ?? []).some((each) => 'in' in each && each.in === 'path');
}

function addProblem(responses: Responses, status: number): void {
  responses[status] ??= {
    description: problem(status).title,
    content: PROBLEM_CONTENT,
  };
}

/** What a controller says of a refusal of its own is when it comes; it is a problem like the others. */
function tellProblems(responses: Responses): void {
  for (const [status, response] of Object.entries(responses)) {
    const isRefusal = Number(status) >= 400 && response !== undefined && !('$ref' in response);
    if (isRefusal && response.content === undefined) response.content = PROBLEM_CONTENT;
  }
}
