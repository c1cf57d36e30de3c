export const handler = async () => 'sent';
