/** What decides on traces and spans where it isn't the default. */
export { namedSampler } from './other-samplers.ts';
export { createSelection } from './selection.ts';
