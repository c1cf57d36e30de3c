import type { CaptureConfig, HeaderPlace } from './capture-config.ts';
import { readSettings, type SettingInputs } from './read-setting.ts';
import type { SettingValues } from './setting-values.ts';
import { settings } from './settings.ts';

/** What each setting of it is when it is unset. Apart from all others, which a cold start reads. */
export const captureDefaults: SettingValues['capture'] = {
  capture: {},
  serverRequest: [],
  serverResponse: [],
  clientRequest: [],
  clientResponse: [],
  redactedHeaders: [],
  captureLimit: 2_048,
  captureTotal: 65_536,
  redactedNames: [],
  redactedValues: [],
  redact: undefined,
};

/** Undefined where nothing is to be captured, or the environment switches it off, whatever code says. */
export function readCapture(inputs: SettingInputs): CaptureConfig | undefined {
  const {
    capture: payloads,
    captureLimit: limit,
    captureTotal: total,
    serverRequest,
    serverResponse,
    clientRequest,
    clientResponse,
    ...rest
  } = readSettings(settings.capture, captureDefaults, inputs);
  const places = { serverRequest, serverResponse, clientRequest, clientResponse };
  const headers = Object.fromEntries(
    Object.entries(places).filter(([, names]) => names.length > 0),
  ) as { readonly [Place in HeaderPlace]?: readonly string[] };
  const isWanted = [payloads, headers].some((each) => Object.keys(each).length > 0);
  if (!isWanted || isSwitchedOff(inputs)) return undefined;
  return Object.freeze({
    payloads: Object.freeze(payloads),
    headers: Object.freeze(headers),
    limit,
    total,
    ...rest,
  });
}

function isSwitchedOff({ environment }: SettingInputs): boolean {
  return environment['ANTIFREEZE_CAPTURE']?.trim().toLowerCase() === 'none';
}
