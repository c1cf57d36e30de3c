import type { Context } from '@opentelemetry/api';
import type { Trigger } from '../../core/trigger.ts';
import { contextFromHeaders } from '../../propagation/headers.ts';
import { at, textAt } from '../../triggers/event-path.ts';
import { eventSpan } from '../../triggers/event-span.ts';
import { isRecord } from '../../triggers/payload-fields.ts';

/** A source of which there is little to tell but its name. Places in the event are paths, with dots. */
interface NamedSource {
  /** What is certain in the payload: the text in each place, or that there is an object. */
  readonly marks: Readonly<Record<string, RegExp | 'object'>>;
  /** Of names that are ours, and the places of their values. Nobody's name, password, token or address is among them. */
  readonly attributes: Readonly<Record<string, string>>;
  /** Where the headers of a request are, if one came with it. */
  readonly headers?: string;
}

const anyText = /./s;

/** By name: test/events has a folder for each, docs/events.md a row. */
export const namedTriggers: Readonly<Record<string, Trigger>> = {
  'auto-scaling': named({
    marks: { AutoScalingGroupARN: /:autoScalingGroup:/, Cause: anyText },
    attributes: { 'aws.auto_scaling.group.arn': 'AutoScalingGroupARN' },
  }),
  'client-vpn': named({
    marks: { 'connection-id': anyText, 'endpoint-id': anyText, 'schema-version': /^v\d+$/ },
    attributes: {
      'aws.client_vpn.endpoint.id': 'endpoint-id',
      'aws.client_vpn.connection.id': 'connection-id',
    },
  }),
  codedeploy: named({
    marks: { DeploymentId: /^d-/, LifecycleEventHookExecutionId: anyText },
    attributes: { 'aws.codedeploy.deployment.id': 'DeploymentId' },
  }),
  'connect-campaign': named({
    marks: { 'InvocationMetadata.CampaignContext.CampaignId': anyText, Items: 'object' },
    attributes: {
      'aws.connect.campaign.id': 'InvocationMetadata.CampaignContext.CampaignId',
      'aws.connect.campaign.run_id': 'InvocationMetadata.CampaignContext.RunId',
    },
  }),
  'custom-widget': named({
    marks: { 'widgetContext.dashboardName': anyText, 'widgetContext.widgetId': anyText },
    attributes: {
      'aws.cloudwatch.dashboard.name': 'widgetContext.dashboardName',
      'aws.cloudwatch.widget.id': 'widgetContext.widgetId',
    },
  }),
  'ground-truth': named({
    marks: { labelingJobArn: /:labeling-job\//, version: anyText },
    attributes: { 'aws.sagemaker.labeling_job.arn': 'labelingJobArn' },
  }),
  'iot-authorizer': named({
    marks: { 'protocols.0': /^(tls|http|mqtt)$/, protocolData: 'object' },
    attributes: { 'aws.iot.connection.id': 'connectionMetadata.id' },
    headers: 'protocolData.http.headers',
  }),
  'iot-provisioning': named({
    marks: { templateArn: /:provisioningtemplate\//, certificateId: anyText },
    attributes: { 'aws.iot.provisioning_template.arn': 'templateArn' },
  }),
  'transfer-family': named({
    marks: { serverId: /^s-\w+$/, username: anyText, sourceIp: anyText },
    attributes: { 'aws.transfer.server.id': 'serverId', 'aws.transfer.protocol': 'protocol' },
  }),
  workmail: named({
    marks: { summaryVersion: anyText, messageId: anyText, envelope: 'object' },
    attributes: {
      'aws.workmail.message.id': 'messageId',
      'aws.workmail.flow_direction': 'flowDirection',
    },
  }),
};

function named({ marks, attributes, headers }: NamedSource): Trigger {
  return {
    matches: (event): event is unknown =>
      Object.entries(marks).every(([place, mark]) =>
        mark === 'object'
          ? isRecord(at(event, ...place.split('.')))
          : mark.test(textIn(event, place) ?? ''),
      ),

    rootSpan: (event) => {
      const request = headers === undefined ? undefined : at(event, ...headers.split('.'));
      const told = Object.entries(attributes).map(([name, place]) => [name, textIn(event, place)]);
      return eventSpan(
        isRecord(request) ? 'http' : 'other',
        Object.fromEntries(told),
        contextOf(request),
      );
    },
  };
}

function textIn(event: unknown, place: string): string | undefined {
  return textAt(event, ...place.split('.'));
}

function contextOf(headers: unknown): Context | undefined {
  return isRecord(headers) ? contextFromHeaders(headers) : undefined;
}
