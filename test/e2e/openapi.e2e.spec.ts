import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Controller, Get, type Type } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { ApiOkResponse, ApiProperty } from '@nestjs/swagger';
import { clashingNames, describedClasses } from '../support/described-classes.js';
import { startTestRegistry, type TestRegistry } from '../support/registry.js';

interface Content {
  readonly schema?: Readonly<Record<string, unknown>>;
}
interface Response {
  readonly description?: string;
  readonly content?: Readonly<Record<string, Content>>;
}
interface Operation {
  readonly operationId?: string;
  readonly summary?: string;
  readonly tags?: readonly string[];
  readonly security?: readonly unknown[];
  readonly requestBody?: { readonly content: Readonly<Record<string, Content>> };
  readonly responses: Readonly<Record<string, Response>>;
}
interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, unknown>> };
}

/** Says who is not ready as its own answer, for load balancers: no problem. */
const OWN_ANSWERS = ['GET /health/ready 503'];

describe('the OpenAPI document', () => {
  let registry: TestRegistry;
  let document: OpenApi;
  let operations: readonly (readonly [string, Operation])[];

  beforeAll(async () => {
    registry = await startTestRegistry();
    document = (await registry.anonymous.get<OpenApi>('/api/openapi.json')).body;
    operations = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(
        ([m, operation]) => [`${m.toUpperCase()} ${path}`, operation] as const,
      ),
    );
  }, 90_000);
  afterAll(() => registry.stop());

  /** What every operation has to have; the faulty ones are named. */
  const without = (isFine: (operation: Operation, endpoint: string) => boolean) =>
    operations.filter(([endpoint, operation]) => !isFine(operation, endpoint)).map(([e]) => e);
  const answers = ({ responses }: Operation, wanted: (status: number) => boolean) =>
    Object.entries(responses).filter(([status]) => wanted(Number(status)));

  it('has no two classes of one name: one would be described as the other', () => {
    const modules = [...registry.running.app.get(ModulesContainer).values()];
    const controllers = modules.flatMap((module) =>
      [...module.controllers.values()].map(({ metatype }) => metatype as Type<unknown>),
    );
    const classes = describedClasses(controllers);
    expect(classes.size).toBeGreaterThan(100);
    expect(clashingNames(classes)).toEqual([]);
    const described = Object.keys(document.components.schemas);
    expect([...classes].map(({ name }) => name)).toEqual(
      expect.arrayContaining(described.filter((name) => name !== 'Problem')),
    );
  });

  it('would tell two classes of one name', () => {
    const [one, other] = [answering(twin('name')), answering(twin('title'))];
    expect(clashingNames(describedClasses([one, other]))).toEqual(['TwinDto']);
    expect(clashingNames(describedClasses([one, one]))).toEqual([]);
  });

  it('says in Chinese what each operation is for, under a heading', () => {
    expect(without(({ summary }) => /\p{Script=Han}/u.test(summary ?? ''))).toEqual([]);
    expect(without(({ tags }) => (tags ?? []).length > 0)).toEqual([]);
    const ids = operations.map(([, { operationId }]) => operationId);
    expect(new Set(ids).size).toBe(operations.length);
  });

  it('describes what each operation answers, and what its body holds', () => {
    const isDescribed = (content: Response['content']) => {
      const schemas = Object.values(content ?? {});
      return (
        schemas.length > 0 && schemas.every(({ schema }) => Object.keys(schema ?? {}).length > 0)
      );
    };
    expect(
      without((operation) => {
        const good = answers(operation, (status) => status >= 200 && status < 300);
        return good.length > 0 && good.every(([, { content }]) => isDescribed(content));
      }),
    ).toEqual([]);
    expect(without(({ requestBody }) => !requestBody || isDescribed(requestBody.content))).toEqual(
      [],
    );
  });

  it('describes every refusal as a problem, and says when it comes', () => {
    const faulty = operations.flatMap(([endpoint, operation]) =>
      answers(operation, (status) => status >= 400)
        .filter(([status]) => !OWN_ANSWERS.includes(`${endpoint} ${status}`))
        .filter(([, { description, content }]) => {
          const schema = content?.['application/problem+json']?.schema;
          return schema?.['$ref'] !== '#/components/schemas/Problem' || !description;
        })
        .map(([status]) => `${endpoint} ${status}`),
    );
    expect(faulty).toEqual([]);
  });

  it('names the refusals that each kind of operation can have', () => {
    const has = (operation: Operation, ...statuses: readonly string[]) =>
      statuses.every((status) => status in operation.responses);
    const isOpen = ({ security }: Operation) => security?.length === 0;
    expect(without((each) => has(each, '400', '422', '500', '503'))).toEqual([]);
    expect(without((each) => isOpen(each) || has(each, '401', '403'))).toEqual([]);
    expect(without((each, endpoint) => !endpoint.includes('{') || has(each, '404'))).toEqual([]);
    expect(
      without(
        (each, endpoint) => endpoint.startsWith('GET') || isOpen(each) || has(each, '409', '412'),
      ),
    ).toEqual([]);
  });

  it('refers to nothing that is not there', () => {
    const references = JSON.stringify(document).match(/"#\/components\/schemas\/[^"]+"/g) ?? [];
    const known = Object.keys(document.components.schemas);
    const wanted = references.map((text) => text.slice('"#/components/schemas/'.length, -1));
    expect(wanted.filter((name) => !known.includes(name))).toEqual([]);
  });
});

function twin(property: string): Type<unknown> {
  class TwinDto {}
  ApiProperty({ type: String })(TwinDto.prototype, property);
  return TwinDto;
}

/** A controller that answers with the class. */
function answering(type: Type<unknown>): Type<unknown> {
  @Controller('twins')
  class TwinsController {
    @Get()
    @ApiOkResponse({ type: [type] })
    list(): unknown {
      return undefined;
    }
  }
  return TwinsController;
}
