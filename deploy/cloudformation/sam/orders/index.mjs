export const handler = async ({ order }) => order;
