const between = /[\s&,;<>"']/;
const ofNumber = /[\d -]/;

/** A text that is cut without the word that it was cut in, or the number in groups of digits: it may be half a secret. */
export function wholeWords(text: string): string {
  let end = text.length;
  while (end > 0 && !between.test(text[end - 1] ?? '')) end -= 1;
  while (end > 0 && ofNumber.test(text[end - 1] ?? '')) end -= 1;
  return text.slice(0, end);
}
