exports.text = 'not a function';
exports.object = { handler: 'neither' };
exports.null = null;
exports.class = class {
  constructor() {
    this.made = true;
  }
};
exports.bound = async function () {
  return this.name;
}.bind({ name: 'bound' });
exports.proxy = new Proxy(async () => 'inner', {
  apply: (target, self, args) =>
    Reflect.apply(target, self, args).then((text) => `${text} proxied`),
});
exports.withProperties = Object.assign(async () => 'ok', { config: { a: 1 } });
