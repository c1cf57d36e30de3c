import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect, test } from 'vitest';

const pages = [
  'README.md',
  'ARCHITECTURE.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  ...readdirSync('docs')
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];
const { files: published } = JSON.parse(readFileSync('package.json', 'utf8')) as {
  files: string[];
};

/** A page as it is read: without its code, in which brackets are no links. */
function textOf(page: string): string {
  return readFileSync(page, 'utf8')
    .replace(/^( *)```[\s\S]*?^\1```$/gm, '')
    .replace(/`[^`\n]*`/g, (code) => code.replace(/[[\]()]/g, ''));
}

/** The links of a page to other files and to places in files, images too. */
function linksOf(page: string): readonly string[] {
  return [...textOf(page).matchAll(/\]\(([^()\s]+)\)/g)]
    .map(([, target = '']) => target)
    .filter((target) => !/^[a-z]+:/.test(target));
}

/** The anchors of a page's headings, as GitHub makes them. */
function anchorsOf(page: string): readonly string[] {
  const seen = new Map<string, number>();
  return [...textOf(page).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => {
    const anchor = heading
      .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replace(/[^\p{L}\p{M}\p{N}\p{Pc} -]/gu, '')
      .replaceAll(' ', '-');
    const count = seen.get(anchor) ?? 0;
    seen.set(anchor, count + 1);
    return count === 0 ? anchor : `${anchor}-${count}`;
  });
}

/** What is wrong with a link: nothing, as a rule. */
function faultOf(page: string, link: string): string | undefined {
  const [path = '', anchor] = link.split('#');
  const file = path === '' ? page : normalize(join(dirname(page), path));
  if (!existsSync(file)) return `${link}: there is no ${file}`;
  if (!published.some((entry) => file === entry || file.startsWith(`${entry}/`)))
    return `${link}: ${file} is not in the package`;
  if (anchor === undefined) return undefined;
  if (statSync(file).isFile() && anchorsOf(file).includes(anchor)) return undefined;
  return `${link}: ${file} has no heading of that name`;
}

test.each(pages)(
  'each link of %s leads somewhere, in the repository and in the package',
  (page) => {
    const faults = linksOf(page).map((link) => faultOf(page, link));

    expect(faults.filter((fault) => fault !== undefined)).toEqual([]);
  },
);

test('the README leads to each page of the documentation', () => {
  const linked = linksOf('README.md').map((link) => link.replace(/#.*/, ''));

  expect(linked).toEqual(expect.arrayContaining(pages.filter((page) => page !== 'README.md')));
});
