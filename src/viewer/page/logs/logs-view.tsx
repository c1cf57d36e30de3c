import { formatCount } from '../data/format.ts';
import { revision } from '../data/live.ts';
import { useData } from '../data/use-data.ts';
import { EmptyView } from '../shell/empty-view.tsx';
import { query, setQuery } from '../shell/router.ts';
import { SearchBox } from '../shell/search-box.tsx';
import { LogLine, type LogRecord } from './log-lines.tsx';

/** All log records, the newest first. */
export function LogsView() {
  const filters = query();
  const { data, error } = useData<{ kept: number; records: LogRecord[] }>(
    `/api/logs?${filters}`,
    revision.value,
  );
  document.title = 'Logs · antifreeze';
  if (error) return <p class="notice">{error}</p>;
  if (!data) return null;
  if (data.kept === 0)
    return (
      <EmptyView title="No logs yet">
        Log records that come by OTLP are here, each with its trace.
      </EmptyView>
    );
  return (
    <>
      <h1 class="hidden">Logs</h1>
      <search class="filters">
        <SearchBox label="Search texts and attributes" />
        <select
          aria-label="Severity"
          value={filters.get('severity') ?? ''}
          onChange={(event) => setQuery({ severity: event.currentTarget.value })}
        >
          <option value="">Any severity</option>
          <option value="9">Info and above</option>
          <option value="13">Warnings and errors</option>
          <option value="17">Errors</option>
        </select>
        <span role="status">{formatCount(data.records.length, 'record')}</span>
      </search>
      <ul class="logs">
        {data.records.map((record, index) => (
          <LogLine key={`${index}-${record.time}`} record={record} linksTrace />
        ))}
      </ul>
    </>
  );
}
