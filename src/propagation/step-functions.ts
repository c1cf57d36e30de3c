/** An execution carries context in its input, which a function may get as its event. */
export {
  contextFromJson as contextFromExecution,
  withJsonContext as withExecutionContext,
} from './json-object.ts';
