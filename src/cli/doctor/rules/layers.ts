import { compareVersions } from '../compare-versions.ts';
import type { LayerContents } from '../function-description.ts';
import type { Rule, Subject } from '../rule.ts';

const remedy = 'Publish the layer of the installed package, and give it to the function.';

/** Whether the layer is the right one. */
export const layerRules: readonly Rule[] = [
  {
    id: 'layer-old',
    severity: 'warning',
    meaning: 'The layer is of an older version than the package that `doctor` runs from',
    remedy,
    find: ({ tracing: { version, layer }, account: { installedVersion } }) =>
      layer && version && compareVersions(version, installedVersion) < 0
        ? [`Its layer has version ${version}; the installed package is ${installedVersion}.`]
        : [],
  },
  {
    id: 'layer-differs',
    severity: 'warning',
    meaning:
      "The layer has other bytes than the installed package's, and is of the same or an unknown version",
    remedy,
    find: ({ tracing: { layer }, account: { installedVersion } }) =>
      layer && isOdd(layer.contents, installedVersion)
        ? [`Its layer ${layer.name} is not the one of the installed package.`]
        : [],
  },
  {
    id: 'layer-mixed',
    severity: 'warning',
    meaning: 'Another function has a newer version of the layer',
    remedy: 'Give all functions the same version of the layer.',
    find: ({ tracing: { version, layer }, account: { newestLayer, installedVersion } }) =>
      layer &&
      version &&
      newestLayer &&
      compareVersions(version, newestLayer) < 0 &&
      // Else `layer-old` says so.
      compareVersions(version, installedVersion) >= 0
        ? [`Its layer has version ${version}, and other functions have ${newestLayer}.`]
        : [],
  },
  {
    id: 'layer-twice',
    severity: 'warning',
    meaning: 'The function has several layers of antifreeze, of which the last one counts',
    remedy: 'Remove all of them but one.',
    find: ({ described }) => {
      const count = countLayers(described);
      return count > 1
        ? [`It has ${count} layers of antifreeze, of which the last one counts.`]
        : [];
    },
  },
];

function isOdd(contents: LayerContents, installedVersion: string): boolean {
  if (contents.kind !== 'antifreeze' || contents.isInstalled !== false) return false;
  return !contents.version || compareVersions(contents.version, installedVersion) === 0;
}

function countLayers({ layers }: Subject['described']): number {
  return layers.filter(({ contents }) => contents.kind === 'antifreeze').length;
}
