/** What needs the table of all settings. */
export {
  checkOptions,
  disagreements,
  haveSameSettings,
  noHandler,
} from './option-mistakes.ts';
export { readAllSettings } from './read-all-settings.ts';
