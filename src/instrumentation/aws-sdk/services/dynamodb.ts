import type { Attributes } from '@opentelemetry/api';
import { dataHashAttribute, itemHash } from '../../../propagation/deterministic-link.ts';
import type { AwsCall, AwsService, CallResult } from '../aws-service.ts';
import { failedCount } from '../failed-entries.ts';
import { attributesOf, object, objects, text } from '../read-input.ts';
import type { AwsInput } from '../smithy.ts';

const prefix = 'aws.dynamodb.';
const inputAttributes = {
  consistent_read: 'ConsistentRead',
  projection: 'ProjectionExpression',
  limit: 'Limit',
  attributes_to_get: 'AttributesToGet',
  index_name: 'IndexName',
  select: 'Select',
  scan_forward: 'ScanIndexForward',
  segment: 'Segment',
  total_segments: 'TotalSegments',
  exclusive_start_table: 'ExclusiveStartTableName',
};
const throughputAttributes = {
  provisioned_read_capacity: 'ReadCapacityUnits',
  provisioned_write_capacity: 'WriteCapacityUnits',
};
const inputLists = {
  global_secondary_indexes: 'GlobalSecondaryIndexes',
  local_secondary_indexes: 'LocalSecondaryIndexes',
  attribute_definitions: 'AttributeDefinitions',
  global_secondary_index_updates: 'GlobalSecondaryIndexUpdates',
};

export const dynamoDb: AwsService = {
  name: 'DynamoDB',
  describe({ operation, input }) {
    const tables = tableNames(input);
    return {
      attributes: {
        'db.system.name': 'aws.dynamodb',
        'db.operation.name': operation,
        ...(tables.length > 0 && { [`${prefix}table_names`]: tables }),
        ...attributesOf(input, prefix, inputAttributes),
        ...attributesOf(object(input, 'ProvisionedThroughput'), prefix, throughputAttributes),
        ...jsonLists(input, inputLists),
      },
    };
  },
  result(call, output) {
    const { attributes: failed, errorType } = unprocessed(output);
    const hashes = writtenItems(call).map(({ table, keys }) => itemHash(table, keys));
    const tables = output['TableNames'];
    return {
      attributes: {
        ...attributesOf(output, prefix, { count: 'Count', scanned_count: 'ScannedCount' }),
        ...(Array.isArray(tables) && { [`${prefix}table_count`]: tables.length }),
        ...jsonLists(output, { consumed_capacity: 'ConsumedCapacity' }),
        ...(hashes.length > 0 && { [dataHashAttribute]: hashes }),
        ...failed,
      },
      errorType,
    };
  },
};

function tableNames(input: AwsInput): string[] {
  const table = text(input, 'TableName');
  if (table) return [table];
  const transactions = objects(input, 'TransactItems').flatMap((item) =>
    Object.keys(item).flatMap((action) => text(object(item, action), 'TableName') ?? []),
  );
  return [...new Set([...Object.keys(object(input, 'RequestItems')), ...transactions])];
}

/** What a batch leaves to its caller to try again: requests to write or, for each table, keys of items to read. */
function unprocessed(output: AwsInput): CallResult {
  const items = object(output, 'UnprocessedItems');
  const keys = object(output, 'UnprocessedKeys');
  const writes = Object.keys(items).flatMap((table) => objects(items, table)).length;
  const reads = Object.keys(keys).flatMap((table) => objects(object(keys, table), 'Keys')).length;
  return failedCount(writes + reads, writes > 0 ? 'UnprocessedItems' : 'UnprocessedKeys');
}

interface WrittenItem {
  readonly table: string;
  readonly keys: AwsInput;
}

/** The items that a call writes, as far as their keys are known. */
function writtenItems({ operation, input, options }: AwsCall): WrittenItem[] {
  const found = (request: AwsInput, table = text(request, 'TableName')): WrittenItem[] => {
    const keys = request['Key'] ?? pick(object(request, 'Item'), options.tableKeys?.[table ?? '']);
    return table && keys ? [{ table, keys: keys as AwsInput }] : [];
  };
  if (['PutItem', 'UpdateItem', 'DeleteItem'].includes(operation)) return found(input);
  if (operation === 'TransactWriteItems')
    return objects(input, 'TransactItems').flatMap(({ Put, Update, Delete }) =>
      found((Put ?? Update ?? Delete ?? {}) as AwsInput),
    );
  if (operation !== 'BatchWriteItem') return [];
  const requests = object(input, 'RequestItems');
  return Object.keys(requests).flatMap((table) =>
    objects(requests, table).flatMap(({ PutRequest, DeleteRequest }) =>
      found((PutRequest ?? DeleteRequest ?? {}) as AwsInput, table),
    ),
  );
}

function pick(item: AwsInput, names: readonly string[] | undefined): AwsInput | undefined {
  if (!names?.every((name) => name in item)) return undefined;
  return Object.fromEntries(names.map((name) => [name, item[name]]));
}

/** Structures, one or a list of them, each as JSON. */
function jsonLists(input: AwsInput, members: Readonly<Record<string, string>>): Attributes {
  const attributes: Attributes = {};
  for (const name in members) {
    const value = input[members[name] as string];
    const structures = value == null ? [] : [value].flat();
    if (structures.length > 0)
      attributes[prefix + name] = structures.map((structure) => JSON.stringify(structure));
  }
  return attributes;
}
