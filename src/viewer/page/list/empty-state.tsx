import { ImportButton } from './import-button.tsx';

/** What somebody needs who sees the page for the first time. */
export function EmptyState() {
  return (
    <section class="empty">
      <img src="/icon.svg" alt="" width="56" height="56" />
      <h1>Waiting for the first trace</h1>
      <p>
        Functions that are wrapped by antifreeze send here by themselves: they look for a receiver
        at this machine's port 4318. Call one in a test, a script, serverless-offline or
        functions-framework.
      </p>
      <pre>
        <code>
          {`const handler = traceLambda(async () => ({ statusCode: 200 }));\nawait handler({}, {});`}
        </code>
      </pre>
      <p>Anything else that speaks OTLP over HTTP is welcome, too:</p>
      <pre>
        <code>OTEL_EXPORTER_OTLP_ENDPOINT=http://localhost:4318</code>
      </pre>
      <p>
        Or look at a trace from a file. <ImportButton />
      </p>
    </section>
  );
}
