import { hostName, isIpAddress, type NamePattern, parseNamePattern } from './host-name.ts';
import type { HostPattern, HttpInstrumentationOptions, UrlPattern } from './http-options.ts';
import type { RequestUrls } from './request-url.ts';

/** Answers, for one request, whether it is traced and whether context may go with it. */
export interface RequestFilter {
  traces(request: RequestUrls): boolean;
  propagates(request: RequestUrls): boolean;
}

/** The addresses from which a machine's own credentials and metadata come: EC2, ECS, EKS, Google Cloud. */
const metadataHost = /^(169\.254\.\d+\.\d+|fd00:ec2::[\da-f]+|metadata\.google\.internal)$/;

/** Endpoints of AWS's own services. What customers serve themselves below the same domains is none. */
const awsHost = /\.(amazonaws\.com(\.cn)?|amazonaws\.eu|api\.aws)$/;
const customersHost = /\.(execute-api|appsync-api|elb|compute|compute-1)\./;

/** `unknownPort` is what a pattern that has a port says of a URL whose port isn't known; undefined where it is. */
type Matches = (url: URL, unknownPort?: boolean) => boolean;

/** Where name and address of a host differ, either is enough to forbid something. */
export function requestFilter(options: HttpInstrumentationOptions): RequestFilter {
  const { ignoreHosts = [], ignoreUrls = [], propagateTo = [isNoAwsService] } = options;
  const ignored: Matches[] = [
    ({ hostname }) => metadataHost.test(hostName(hostname)),
    ...ignoreHosts.map(hostMatcher),
    ...ignoreUrls.map(urlMatcher),
  ];
  const allowed = propagateTo.map(hostMatcher);
  return {
    traces: ({ url, address, portUnknown }) =>
      !ignored.some(
        (matches) => matches(url) || (address && matches(address, portUnknown ? true : undefined)),
      ),
    propagates: ({ url, address, portUnknown }) =>
      allowed.some((matches) => matches(url)) &&
      (!address ||
        // A list of names has none for what is only an address, as DNS gave it.
        isIpAddress(hostName(address.hostname)) ||
        allowed.some((matches) => matches(address, portUnknown ? false : undefined))),
  };
}

/** The port that a request goes to: what the URL leaves out is its scheme's. */
export function portOf({ port, protocol }: URL): number {
  return Number(port) || (protocol === 'https:' ? 443 : 80);
}

function isNoAwsService(host: string): boolean {
  return !awsHost.test(host) || customersHost.test(host);
}

function hostMatcher(pattern: HostPattern): Matches {
  if (typeof pattern !== 'string')
    return ({ hostname }) => matches(pattern, hostname.replace(/\.+$/, ''));
  const wanted = parseNamePattern(pattern);
  return (url, unknownPort) =>
    matchesName(wanted, hostName(url.hostname)) &&
    (wanted.port === undefined || (unknownPort ?? wanted.port === portOf(url)));
}

function matchesName({ name, subdomainsOnly }: NamePattern, actual: string): boolean {
  return (actual === name && !subdomainsOnly) || actual.endsWith(`.${name}`);
}

function urlMatcher(pattern: UrlPattern): Matches {
  if (typeof pattern !== 'string') return ({ href }) => matches(pattern, href);
  const text = hasWholeHost.test(pattern)
    ? (URL.parse(pattern)?.href ?? pattern)
    : pattern.toLowerCase();
  const anyPort = text.replace(/^([^:/?#]+:\/\/[^/?#]*?):\d+/, '$1');
  return (url, unknownPort) => {
    const { href } = withoutCredentials(url);
    return (
      url.href.startsWith(pattern) || href.startsWith(unknownPort === undefined ? text : anyPort)
    );
  };
}

/** Any other text may be the beginning of a longer host name. */
const hasWholeHost = /^[^:/?#]+:\/\/[^/?#]+(?:[/?#]|:\d+$)/;

function withoutCredentials(url: URL): URL {
  if (!url.username && !url.password) return url;
  return Object.assign(new URL(url), { username: '', password: '' });
}

/** `search`, as `test` would remember its last match in a global pattern. */
function matches(pattern: RegExp | ((value: string) => boolean), value: string): boolean {
  return typeof pattern === 'function' ? pattern(value) : value.search(pattern) !== -1;
}
