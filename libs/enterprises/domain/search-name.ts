/**
 * A name reduced to what people search by: full-width forms, case, blanks and brackets make no
 * difference (“西峡龙成（集团）” is found by “龙成(集团)” and by “龙成集团”).
 */
export function searchName(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s()[\]{}【】〔〕〈〉《》「」·.,，。、\p{Cf}]/gu, '');
}

/** A text as the inside of a LIKE pattern: `%`, `_` and `\` stand for themselves. */
export function likeText(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&');
}
