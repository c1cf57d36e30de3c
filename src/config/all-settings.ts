/** What needs the table of all settings. */
export {
  disagreements,
  haveSameSettings,
  noHandler,
  unknownNames,
} from './option-mistakes.ts';
export { readAllSettings } from './read-all-settings.ts';
