import type { NestExpressApplication } from '@nestjs/platform-express';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { accessOfOperations, operationIdOf } from './access-of-operations.js';
import { completeDocument } from './complete-document.js';

const INTRODUCTION = [
  '记录一个县的企业取得的创新成果：每条台账记录都是事件，每个数字都可以追溯到它背后的记录。',
  '先调用 `POST /api/v1/auth/login` 取得令牌，再点“Authorize”填入。',
  '金额一律为以元为单位的小数文本（`"5000000.00"`）；日期为上海日历日 `YYYY-MM-DD`；' +
    '错误以 `application/problem+json` 应答，`code` 稳定不变。',
].join('\n\n');

/** Serves the API description at `/api/openapi.json` and its page at `/api/docs`. */
export function setUpOpenApi(app: NestExpressApplication): void {
  let document: OpenAPIObject | undefined;
  // Made when somebody asks first: it takes a while, and most processes are never asked.
  SwaggerModule.setup('api/docs', app, () => (document ??= describeApi(app)), {
    jsonDocumentUrl: 'api/openapi.json',
    raw: ['json'],
    customSiteTitle: '创新台账 API',
    swaggerOptions: { persistAuthorization: true, displayRequestDuration: true },
  });
}

/** The complete description of an application's HTTP interface. */
export function describeApi(app: NestExpressApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setTitle('创新台账 API')
    .setDescription(INTRODUCTION)
    .setVersion('1')
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: '登录所得的 accessToken' })
    .addSecurityRequirements('bearer')
    .build();
  const document = SwaggerModule.createDocument(app, config, { operationIdFactory: operationIdOf });
  return completeDocument(document, accessOfOperations(app));
}
