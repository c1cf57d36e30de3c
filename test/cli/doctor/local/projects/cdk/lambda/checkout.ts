const run = async (): Promise<string> => 'paid';

export { run as checkout };
