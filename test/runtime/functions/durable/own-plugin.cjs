/** A plugin that the function itself has, by the variable. */
class OwnPlugin {
  async onInvocationStart() {
    console.log('own plugin');
  }
}

exports.durableExecutionPluginProvider = {
  pluginApiVersion: 1,
  pluginType: OwnPlugin,
  createPlugin: () => new OwnPlugin(),
};
