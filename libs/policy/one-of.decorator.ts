import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import { coded } from '#libs/runtime/http/request/coded-message.js';

/** An optional query parameter that takes one of these codes. @param labels code → Chinese label */
export function IsOneOf(
  labels: Readonly<Record<string, string>>,
  description: string,
): PropertyDecorator {
  const list = Object.entries(labels).map(([code, label]) => `${code}（${label}）`);
  const sentence = `${description}应为以下之一：${list.join('、')}`;
  return applyDecorators(
    ApiProperty({ enum: Object.keys(labels), required: false, description }),
    IsIn(Object.keys(labels), { message: coded('not-allowed', sentence) }),
    IsOptional(),
  );
}
