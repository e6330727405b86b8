import { RULE_SETTINGS, settingsOf, type Measure, type Setting } from './domain/counting-rule.js';

/** JSON schemas that follow from the table of settings, so that the API page cannot lag behind it. */
export const RULE_SCHEMA = {
  type: 'object',
  description: '统计口径；未写的项取默认值，measure 由指标决定，可不写',
  oneOf: (Object.keys(RULE_SETTINGS) as Measure[]).map((measure) => ({
    type: 'object',
    additionalProperties: false,
    properties: {
      measure: { type: 'string', enum: [measure] },
      ...Object.fromEntries(
        settingsOf(measure).map(([key, setting]) => [key, settingSchema(setting)]),
      ),
    },
  })),
};

export const CURVE_SCHEMA = {
  type: 'array',
  nullable: true,
  description: '计划曲线：到该日累计应完成的比例，点间按日线性；不填按全年日历线性',
  items: {
    type: 'object',
    required: ['date', 'ratio'],
    properties: {
      date: { type: 'string', format: 'date', example: '2023-07-31' },
      ratio: { type: 'string', pattern: '^(0(\\.\\d{1,4})?|1(\\.0{1,4})?)$', example: '0.25' },
    },
  },
};

function settingSchema(setting: Setting): object {
  switch (setting.kind) {
    case 'choice':
      return {
        type: 'string',
        enum: Object.keys(setting.values),
        default: setting.standard,
        description: explain(setting.label, setting.values),
      };
    case 'choices':
      return {
        type: 'array',
        items: { type: 'string', enum: Object.keys(setting.values) },
        default: [],
        description: `${explain(setting.label, setting.values)}；空为不限`,
      };
    case 'texts':
      return {
        type: 'array',
        items: { type: 'string' },
        default: [],
        description: `${setting.label}；空为不限`,
      };
    case 'base-year':
      return { type: 'integer', nullable: true, default: null, description: setting.label };
  }
}

function explain(label: string, values: Readonly<Record<string, string>>): string {
  const meanings = Object.entries(values).map(([code, meaning]) => `${code} ${meaning}`);
  return `${label}：${meanings.join('，')}`;
}
