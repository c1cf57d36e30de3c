const api = `http://${process.env.AWS_LAMBDA_RUNTIME_API}/2020-01-01/extension/`;

async function register(name, events = []) {
  const headers = { 'Lambda-Extension-Name': name };
  const body = JSON.stringify({ events });
  const response = await fetch(`${api}register`, { method: 'POST', headers, body });
  const { errorType } = await response.json();
  return { errorType, id: response.headers.get('lambda-extension-identifier') };
}

const first = await register('one');
const again = await register('one');
const withEvents = await register('two', ['SHUTDOWN']);
if (process.env.ASKS !== 'false')
  fetch(`${api}event/next`, { headers: { 'Lambda-Extension-Identifier': first.id } }).catch(
    () => {},
  );

if (process.env.STAYS)
  process.on('SIGTERM', () => {
    console.log('told of the end');
    setInterval(() => {}, 1_000);
  });

export const handler = async () => {
  const late = await register('three');
  return [again, withEvents, late].map(({ errorType }) => errorType);
};
