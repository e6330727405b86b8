import { ApiProperty } from '@nestjs/swagger';
import type { Fingerprints, ReplayAnswer } from './replay.js';

class FingerprintsDto implements Fingerprints {
  @ApiProperty({ example: 'county-science-policy' })
  list: string;

  @ApiProperty({ example: 1 })
  version: number;

  @ApiProperty({ description: '清单内容的 SHA-256' })
  listHash: string;

  @ApiProperty({ description: '所用事实的 SHA-256' })
  factsHash: string;

  @ApiProperty({ description: '评估程序版本', example: '1' })
  engine: string;

  @ApiProperty({ description: '整个结果的规范 JSON（RFC 8785）的 SHA-256' })
  resultHash: string;
}

export class ReplayDto implements ReplayAnswer {
  @ApiProperty({ description: '匹配或奖补的编号' })
  id: string;

  @ApiProperty({ example: '91411323MAXX00015T' })
  creditCode: string;

  @ApiProperty({ format: 'date', example: '2023-11-30' })
  asOf: string;

  @ApiProperty({ example: 2023 })
  awardYear: number;

  @ApiProperty({ description: '两次共同的入账截止位置', example: '3f9a1c20.4710' })
  knownAt: string;

  @ApiProperty({ type: FingerprintsDto, description: '当时入账的' })
  recorded: FingerprintsDto;

  @ApiProperty({ type: FingerprintsDto, description: '现在重算的' })
  replayed: FingerprintsDto;

  @ApiProperty({ description: '两者的 resultHash 是否相同' })
  same: boolean;

  @ApiProperty({ example: '重新计算的结果与当时完全一致' })
  say: string;
}
