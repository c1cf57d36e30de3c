exports.handler = async () => 'never reached';
void Promise.reject(new Error('nobody catches this'));
