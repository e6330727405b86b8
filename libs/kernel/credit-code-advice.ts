import { isValidCreditCode } from './credit-code-digits.js';

/** Why a text is not a credit code: a stable code and a Chinese sentence that says what to do. */
export interface Advice {
  readonly code: string;
  readonly message: string;
}

const ACCEPTED = '请按营业执照（或法人证书）填写18位统一社会信用代码';

/**
 * Says what is wrong with an input that is not a valid credit code.
 * @param input what was sent; `text` its normalised form, undefined when it was no usable text.
 */
export function explainCreditCode(input: unknown, text: string | undefined): Advice {
  if (text === undefined) return explainNonText(input);
  if (text === '') return { code: 'required', message: `统一社会信用代码不能为空，${ACCEPTED}` };
  return (
    explainSheetDamage(text) ?? explainOldNumber(text) ?? explainLength(text) ?? explain18(text)
  );
}

function explainNonText(input: unknown): Advice {
  if (input === undefined || input === null) {
    return { code: 'required', message: `缺少统一社会信用代码，${ACCEPTED}` };
  }
  if (typeof input === 'string') return tooLong();
  return {
    code: 'credit-code-not-text',
    message: `统一社会信用代码须为文本（加引号），用数字表示会丢失末几位，${ACCEPTED}`,
  };
}

function tooLong(): Advice {
  return { code: 'credit-code-length', message: `统一社会信用代码过长，应为18位，${ACCEPTED}` };
}

/** Excel turns an all-digit code into a number: 9.14403E+17, or fifteen digits and zeros. */
function explainSheetDamage(text: string): Advice | undefined {
  const scientific = /^\d\.\d+E\+?\d{1,2}$|^\dE\+\d{1,2}$/.test(text);
  const rounded = /^\d{15}000(\.0+)?$/.test(text) && !isValidCreditCode(text);
  if (!scientific && !rounded) return undefined;
  const what = scientific ? `“${text}”是科学计数法` : `“${text}”的末三位被改成了0`;
  return {
    code: 'credit-code-scientific-notation',
    message:
      `${what}：Excel把代码当成了数字，后几位已丢失，无法还原。` +
      '请在Excel中先把该列的单元格格式设为“文本”，再按证照重新录入18位代码',
  };
}

function explainOldNumber(text: string): Advice | undefined {
  if (/^\d{15}$/.test(text)) {
    return {
      code: 'credit-code-old-registration-number',
      message:
        '这是15位的旧工商注册号，不能换算成统一社会信用代码，' +
        '请在国家企业信用信息公示系统按名称或注册号查得18位代码后填写',
    };
  }
  if (/^[0-9A-Z]{8}-?[0-9X]$/.test(text)) {
    return {
      code: 'credit-code-organisation-code',
      message:
        '这是9位的旧组织机构代码，只是统一社会信用代码的第9至17位，不能单独使用，' +
        '请查得完整的18位代码后填写',
    };
  }
  return undefined;
}

function explainLength(text: string): Advice | undefined {
  const length = [...text].length;
  if (length === 18) return undefined;
  if (length > 40) return tooLong();
  return {
    code: 'credit-code-length',
    message: `统一社会信用代码应为18位，现为${length}位，${ACCEPTED}`,
  };
}

function explain18(text: string): Advice {
  if (looksLikeResidentId(text)) {
    return {
      code: 'credit-code-personal-id',
      message: `这像是公民身份号码，本系统不收集个人身份信息，${ACCEPTED}`,
    };
  }
  const suggestion = suggest(text);
  const hint = suggestion === undefined ? '' : `；是否为“${suggestion}”？请核对证照后重填`;
  const illegal = /[^0-9A-HJ-NPQRTUWXY]/u.exec(text)?.[0];
  if (illegal !== undefined) {
    return {
      code: 'credit-code-character',
      message:
        `统一社会信用代码不含“${illegal}”` +
        '（只用数字和除I、O、S、V、Z以外的大写字母，字母O常是数字0、字母I常是数字1之误）' +
        (hint || `，${ACCEPTED}`),
    };
  }
  if (!/^\d{6}$/.test(text.slice(2, 8))) {
    return {
      code: 'credit-code-division',
      message: `统一社会信用代码第3至8位是行政区划代码，只能是数字${hint || `，${ACCEPTED}`}`,
    };
  }
  return {
    code: 'credit-code-check-digit',
    message:
      '统一社会信用代码校验不通过，至少有一位抄错（GB 32100-2015的两个校验位须同时相符）' +
      (hint || `，${ACCEPTED}`),
  };
}

/** A resident identity number (GB 11643-1999): a birth date inside and its own check digit right. */
function looksLikeResidentId(text: string): boolean {
  if (!/^[1-8]\d{5}(19|20)\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])\d{3}[0-9X]$/.test(text)) {
    return false;
  }
  const sum = [...text.slice(0, 17)].reduce(
    (s, digit, i) => s + Number(digit) * (2 ** (17 - i) % 11),
    0,
  );
  return '10X98765432'.charAt(sum % 11) === text.charAt(17);
}

/** Characters that cannot appear and what the eye made them from. */
const NEVER: Readonly<Record<string, string>> = { O: '0', I: '1', Z: '2', S: '5', V: 'U' };
/** What letters are in the first eight places, which are (all but) always digits. */
const DIGIT: Readonly<Record<string, string>> = { L: '1', D: '0', Q: '0', B: '8', G: '6' };
/** Legal characters that are taken for one another. */
const ALIKE: Readonly<Record<string, readonly string[]>> = {
  '0': ['D', 'Q'],
  D: ['0'],
  Q: ['0'],
  '1': ['L'],
  L: ['1'],
  '2': ['7'],
  '7': ['2'],
  '8': ['B'],
  B: ['8'],
  '6': ['G'],
  G: ['6'],
  U: ['W'],
  W: ['U'],
};

/**
 * The one code that a slip of the eye explains: letters that never appear, and those in the first
 * eight places, are read as the digit they look like; if that alone does not make it valid, one
 * look-alike may be exchanged. Undefined when there is none or more than one.
 */
function suggest(text: string): string | undefined {
  const legal = text.replace(/[OIZSV]/g, (char) => NEVER[char] ?? char);
  const repaired = legal.slice(0, 8).replace(/[LDQBG]/g, (c) => DIGIT[c] ?? c) + legal.slice(8);
  if (isValidCreditCode(repaired)) return repaired;
  const found = new Set<string>();
  for (let i = 0; i < repaired.length; i += 1) {
    for (const other of ALIKE[repaired.charAt(i)] ?? []) {
      const candidate = repaired.slice(0, i) + other + repaired.slice(i + 1);
      if (isValidCreditCode(candidate)) found.add(candidate);
    }
  }
  return found.size === 1 ? [...found][0] : undefined;
}
