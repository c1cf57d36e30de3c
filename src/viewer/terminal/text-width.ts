const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

// East Asian scripts with their punctuation and full-width (not half-width) forms, and what shows as an emoji.
const wide =
  /(?![\u{ff61}-\u{ffdc}])[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u{3000}-\u{303e}\u{ff01}-\u{ff60}\p{Emoji_Presentation}]|\u{fe0f}/u;

/** Columns that a text takes in a terminal. */
export function textWidth(text: string): number {
  return [...graphemes.segment(text)].reduce((sum, { segment }) => sum + columns(segment), 0);
}

/** The text made exactly `width` columns wide: filled with spaces, or cut with an ellipsis. */
export function fitText(text: string, width: number): string {
  const cut = cutText(text, width);
  return cut + ' '.repeat(width - textWidth(cut));
}

/** The text, cut with an ellipsis where it is wider than `width` columns. */
export function cutText(text: string, width: number): string {
  if (textWidth(text) <= width) return text;
  let cut = '';
  let taken = 1;
  for (const { segment } of graphemes.segment(text)) {
    taken += columns(segment);
    if (taken > width) break;
    cut += segment;
  }
  return width > 0 ? `${cut}…` : '';
}

/** The text without line breaks and without what a terminal would obey: spans carry what users sent. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, (found) =>
    found === '\u{200d}' ? found : ' ',
  );
}

function columns(grapheme: string): number {
  return wide.test(grapheme) ? 2 : 1;
}
