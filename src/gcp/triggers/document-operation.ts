/** What an event's type says was done, by the part of a word that the generations agree on. */
const operations: Readonly<Record<string, 'insert' | 'edit' | 'delete'>> = {
  finaliz: 'insert',
  creat: 'insert',
  writ: 'edit',
  updat: 'edit',
  archiv: 'edit',
  delet: 'delete',
};

const pattern = new RegExp(`(${Object.keys(operations).join('|')})\\w*(\\.withAuthContext)?$`, 'i');

/** `faas.document.operation` of an event's type, such as `google.cloud.firestore.document.v1.created`. */
export function documentOperation(type: string): string | undefined {
  return operations[pattern.exec(type)?.[1]?.toLowerCase() ?? ''];
}
