const { DynamoDBClient, GetItemCommand } = require('@aws-sdk/client-dynamodb');
const { traceLambda } = require('antifreeze');

const dynamodb = new DynamoDBClient({ region: 'eu-west-1' });

exports.read = traceLambda(async (event) => {
  if (!event.id) throw new RangeError('which order?');
  const { Item } = await dynamodb.send(
    new GetItemCommand({ TableName: 'orders', Key: { id: { S: event.id } } }),
  );
  return { statusCode: 200, body: JSON.stringify(Item) };
});

exports.count = traceLambda(async (event) => event.Records.length);

exports.greet = traceLambda((_event, _context, callback) => callback(null, 'hello'));

exports.fetchHeaders = traceLambda(async (event) => (await fetch(event.url)).json());
