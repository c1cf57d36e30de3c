import { http } from '@google-cloud/functions-framework';

http('orders', async (request, response) => {
  response.json({ total: 5 });
});
