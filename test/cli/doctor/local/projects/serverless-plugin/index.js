exports.handler = async () => 'hello';
exports.health = async () => 'well';
