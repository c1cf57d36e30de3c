import java.util.List;
import org.opensearch.analysis.common.CommonAnalysisPlugin;
import org.opensearch.common.settings.Settings;
import org.opensearch.env.Environment;
import org.opensearch.node.Node;
import org.opensearch.painless.PainlessPlugin;
import org.opensearch.transport.Netty4Plugin;

/** A cluster of one node on the loopback: the folder for its data, and the port for HTTP. */
public class OneNode extends Node {
  private OneNode(Settings settings) {
    super(
        new Environment(settings, null),
        List.of(
            Netty4Plugin.class, PainlessPlugin.class, CommonAnalysisPlugin.class),
        false);
  }

  public static void main(String[] arguments) throws Exception {
    Settings settings =
        Settings.builder()
            .put("path.home", arguments[0])
            .put("http.port", arguments[1])
            .put("network.host", "127.0.0.1")
            .put("transport.port", "0")
            .put("discovery.type", "single-node")
            .put("cluster.name", "antifreeze")
            .put("node.name", "one")
            // Whatever the disk has left.
            .put("cluster.routing.allocation.disk.threshold_enabled", false)
            .build();
    new OneNode(settings).start();
    Thread.currentThread().join();
  }
}
