/** An event carries context in its `Detail`. */
export {
  contextFromJson as contextFromEventBridge,
  withJsonContext as withEventBridgeContext,
} from './json-object.ts';
