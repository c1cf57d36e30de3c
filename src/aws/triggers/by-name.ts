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
  /** The places of a request's headers, where one may have come with it. */
  readonly headers?: readonly string[];
}

const anyText = /./s;

/** By name: test/events has a folder for each, docs/events.md a row. */
export const namedTriggers: Readonly<Record<string, Trigger>> = {
  'agentcore-interceptor': named({
    marks: { interceptorInputVersion: anyText },
    attributes: {
      'mcp.method.name': 'mcp.gatewayRequest.body.method',
      'gen_ai.tool.name': 'mcp.gatewayRequest.body.params.name',
    },
    headers: ['mcp.gatewayRequest.headers', 'http.gatewayRequest.headers'],
  }),
  'appconfig-extension': named({
    marks: { InvocationId: anyText, Type: /^(Pre|On|At)[A-Z]/, 'Application.Id': anyText },
    attributes: {
      'aws.appconfig.action_point': 'Type',
      'aws.appconfig.application.id': 'Application.Id',
      'aws.appconfig.environment.id': 'Environment.Id',
      'aws.appconfig.configuration_profile.id': 'ConfigurationProfile.Id',
    },
  }),
  'auto-scaling': named({
    marks: { AutoScalingGroupARN: /:autoScalingGroup:/, Cause: anyText },
    attributes: { 'aws.auto_scaling.group.arn': 'AutoScalingGroupARN' },
  }),
  'bedrock-knowledge-base': named({
    marks: { knowledgeBaseId: anyText, dataSourceId: anyText, ingestionJobId: anyText },
    attributes: {
      'aws.bedrock.knowledge_base.id': 'knowledgeBaseId',
      'aws.bedrock.data_source.id': 'dataSourceId',
      'aws.bedrock.ingestion_job.id': 'ingestionJobId',
      'aws.s3.bucket': 'bucketName',
    },
  }),
  'chime-call': named({
    marks: { InvocationEventType: anyText, 'CallDetails.TransactionId': anyText },
    attributes: {
      'aws.chime.event_type': 'InvocationEventType',
      'aws.chime.transaction.id': 'CallDetails.TransactionId',
      'aws.chime.sip_media_application.id': 'CallDetails.SipMediaApplicationId',
    },
  }),
  'client-vpn': named({
    marks: { 'connection-id': anyText, 'endpoint-id': anyText, 'schema-version': /^v\d+$/ },
    attributes: {
      'aws.client_vpn.endpoint.id': 'endpoint-id',
      'aws.client_vpn.connection.id': 'connection-id',
    },
  }),
  'cloudformation-hook': named({
    marks: { hookTypeName: anyText, actionInvocationPoint: anyText, requestData: 'object' },
    attributes: {
      'aws.cloudformation.hook.type': 'hookTypeName',
      'aws.cloudformation.hook.invocation_point': 'actionInvocationPoint',
      'aws.cloudformation.stack.id': 'stackId',
      'aws.cloudformation.resource.type': 'requestData.targetName',
      'aws.cloudformation.resource.logical_id': 'requestData.targetLogicalId',
    },
  }),
  'cloudformation-macro': named({
    marks: { transformId: /^\d{12}::/, templateParameterValues: 'object', requestId: anyText },
    attributes: {
      'aws.cloudformation.macro': 'transformId',
      'aws.cloudformation.request.id': 'requestId',
    },
  }),
  'cloudwatch-data-source': named({
    marks: { EventType: /^(Describe)?GetMetricData$/ },
    attributes: { 'aws.cloudwatch.data_source.event_type': 'EventType' },
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
  'ecs-deployment': named({
    marks: { lifecycleStage: /^[A-Z_]+$/, 'executionDetails.serviceArn': /:ecs:.*:service\// },
    attributes: {
      'aws.ecs.service.arn': 'executionDetails.serviceArn',
      'aws.ecs.deployment.arn': 'resourceArn',
      'aws.ecs.deployment.lifecycle_stage': 'lifecycleStage',
    },
  }),
  'ground-truth': named({
    marks: { labelingJobArn: /:labeling-job\//, version: anyText },
    attributes: { 'aws.sagemaker.labeling_job.arn': 'labelingJobArn' },
  }),
  'iot-authorizer': named({
    marks: { 'protocols.0': /^(tls|http|mqtt)$/, protocolData: 'object' },
    attributes: { 'aws.iot.connection.id': 'connectionMetadata.id' },
    headers: ['protocolData.http.headers'],
  }),
  'iot-provisioning': named({
    marks: { templateArn: /:provisioningtemplate\//, certificateId: anyText },
    attributes: { 'aws.iot.provisioning_template.arn': 'templateArn' },
  }),
  'redshift-function': named({
    marks: { external_function: anyText, cluster: /^arn:[\w-]+:redshift/, request_id: anyText },
    attributes: {
      'aws.redshift.cluster.arn': 'cluster',
      'aws.redshift.function': 'external_function',
      'db.namespace': 'database',
    },
  }),
  'transfer-family': named({
    marks: { serverId: /^s-\w+$/, username: anyText, sourceIp: anyText },
    attributes: { 'aws.transfer.server.id': 'serverId', 'aws.transfer.protocol': 'protocol' },
  }),
  'transfer-workflow': named({
    marks: { 'serviceMetadata.executionDetails.workflowId': /^w-/, token: anyText },
    attributes: {
      'aws.transfer.server.id': 'serviceMetadata.transferDetails.serverId',
      'aws.transfer.workflow.id': 'serviceMetadata.executionDetails.workflowId',
      'aws.transfer.workflow.execution.id': 'serviceMetadata.executionDetails.executionId',
      'aws.s3.bucket': 'fileLocation.bucket',
      'aws.s3.key': 'fileLocation.key',
    },
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
      const request = headers?.map((place) => at(event, ...place.split('.'))).find(isRecord);
      const told = Object.entries(attributes).map(([name, place]) => [name, textIn(event, place)]);
      return eventSpan(
        request ? 'http' : 'other',
        Object.fromEntries(told),
        request && contextFromHeaders(request),
      );
    },
  };
}

function textIn(event: unknown, place: string): string | undefined {
  return textAt(event, ...place.split('.'));
}
