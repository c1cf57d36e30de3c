import type { HostPattern, HttpInstrumentationOptions, UrlPattern } from './http-options.ts';

/** Answers, for one request's URL, whether it is traced and whether context may go with it. */
export interface RequestFilter {
  traces(url: URL): boolean;
  propagates(url: URL): boolean;
}

/** The addresses from which a machine's own credentials and metadata come: EC2, ECS, EKS, Google Cloud. */
const metadataHost = /^(169\.254\.\d+\.\d+|\[fd00:ec2::[\da-f]+\]|metadata\.google\.internal)$/;

/** Endpoints of AWS's own services. What customers serve themselves below the same domains is none. */
const awsHost = /\.(amazonaws\.com(\.cn)?|amazonaws\.eu|api\.aws)$/;
const customersHost = /\.(execute-api|appsync-api|elb|compute|compute-1)\./;

export function requestFilter(options: HttpInstrumentationOptions): RequestFilter {
  const { ignoreHosts = [], ignoreUrls = [], propagateTo = [isNoAwsService] } = options;
  return {
    traces: (url) =>
      !metadataHost.test(url.hostname) &&
      !ignoreHosts.some((pattern) => matchesHost(pattern, url)) &&
      !ignoreUrls.some((pattern) => matchesUrl(pattern, url)),
    propagates: (url) => propagateTo.some((pattern) => matchesHost(pattern, url)),
  };
}

/** The port that a request goes to: what the URL leaves out is its scheme's. */
export function portOf({ port, protocol }: URL): number {
  return Number(port) || (protocol === 'https:' ? 443 : 80);
}

function isNoAwsService(host: string): boolean {
  return !awsHost.test(host) || customersHost.test(host);
}

function matchesHost(pattern: HostPattern, url: URL): boolean {
  if (typeof pattern !== 'string') return matches(pattern, url.hostname);
  const wanted = pattern.toLowerCase();
  const { hostname } = url;
  return (
    hostname === wanted ||
    hostname.endsWith(`.${wanted}`) ||
    `${hostname}:${portOf(url)}` === wanted
  );
}

function matchesUrl(pattern: UrlPattern, { href }: URL): boolean {
  return typeof pattern === 'string' ? href.startsWith(pattern) : matches(pattern, href);
}

/** `search`, as `test` would remember its last match in a global pattern. */
function matches(pattern: RegExp | ((value: string) => boolean), value: string): boolean {
  return typeof pattern === 'function' ? pattern(value) : value.search(pattern) !== -1;
}
