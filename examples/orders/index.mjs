import { traceLambda } from 'antifreeze';
import { exportOrders as bareExport } from './export-orders.mjs';
import { ordersApi } from './orders-api.mjs';

// All there is to tracing a function: wrap its handler, whatever its kind.
// In Lambda's configuration these two are `index.handler` and `index.exportOrders`.
export const handler = traceLambda(ordersApi);
export const exportOrders = traceLambda(bareExport);
