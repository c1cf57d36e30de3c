import type { ILayerVersion, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { execWrapper } from '../support/layer.ts';
import type { AntifreezeRelay } from './antifreeze-relay.ts';
import { grantEndpoint, urlOf } from './endpoint.ts';

/** How a function is traced. Where its spans go has to be said: by `relay`, `endpoint` or `environment`. */
export interface TraceFunctionProps {
  /** `new AntifreezeLayer(...)`, one for all functions of a stack, or a version of it that is published elsewhere. */
  readonly layer: ILayerVersion;
  /** Takes the spans of the function, which may then send to its queue. */
  readonly relay?: AntifreezeRelay;
  /** The OTLP/HTTP endpoint that takes the spans where there is no relay; `aws` for X-Ray in the region of the stack. */
  readonly endpoint?: string;
  /** The service on every span. Default: the function's name. */
  readonly serviceName?: string;
  /** More variables, such as `OTEL_TRACES_SAMPLER`. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** Adds the layer and its variables to a function of `nodejs22.x` or `nodejs24.x`, and leaves its code and handler alone. */
export function traceFunction(traced: LambdaFunction, props: TraceFunctionProps): void {
  const variables = {
    AWS_LAMBDA_EXEC_WRAPPER: execWrapper,
    ...(props.serviceName !== undefined && { OTEL_SERVICE_NAME: props.serviceName }),
    ...(props.endpoint !== undefined && {
      OTEL_EXPORTER_OTLP_ENDPOINT: urlOf(props.endpoint, traced),
    }),
    ...props.relay?.senderEnvironment,
    ...props.environment,
  };
  traced.addLayers(props.layer);
  for (const [name, value] of Object.entries(variables)) traced.addEnvironment(name, value);
  grantEndpoint(props.endpoint, traced);
  props.relay?.grantSend(traced);
}
