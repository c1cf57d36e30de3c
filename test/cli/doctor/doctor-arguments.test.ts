import { expect, test } from 'vitest';
import { isChosen, readDoctorCommand } from '../../../src/cli/doctor/doctor-arguments.ts';

function commandOf(...args: readonly string[]) {
  const read = readDoctorCommand(args);
  if (read.status !== 'command') throw new Error(read.problem);
  return read.command;
}

test('without options all functions of the configured region are looked at', () => {
  expect(commandOf()).toEqual({
    regions: [],
    profile: undefined,
    patterns: [],
    json: false,
    all: false,
    inspectCode: false,
    failOn: 'error',
  });
});

test('regions come with commas, repeated, or both, and each counts once', () => {
  const { regions } = commandOf('--region', 'eu-west-1, us-gov-west-1', '--region=eu-west-1');

  expect(regions).toEqual(['eu-west-1', 'us-gov-west-1']);
});

test.each([
  { patterns: [], chosen: ['orders-api', 'x'], left: [] },
  { patterns: ['orders-*'], chosen: ['orders-', 'orders-api'], left: ['my-orders-api', 'orders'] },
  { patterns: ['*-api', 'mail'], chosen: ['orders-api', 'mail'], left: ['mails'] },
  { patterns: ['a.c', 'a+'], chosen: ['a.c'], left: ['abc', 'aa'] },
])('$patterns chooses $chosen, not $left', ({ patterns, chosen, left }) => {
  const command = commandOf(...patterns.map((pattern) => `--function=${pattern}`));

  expect([...chosen, ...left].filter((name) => isChosen(name, command))).toEqual(chosen);
});

test.each([
  { args: ['--region', 'Ireland'], problem: '--region Ireland is not a region.' },
  { args: ['--region', ''], problem: 'is not a region' },
  { args: ['--fail-on', 'hint'], problem: '--fail-on is not one of error, warning, never.' },
  { args: ['--color'], problem: '--color' },
  { args: ['orders'], problem: 'orders' },
  { args: ['--profile'], problem: '--profile' },
])('$args is a mistake', ({ args, problem }) => {
  const read = readDoctorCommand(args);

  expect(read).toEqual({ status: 'usage', problem: expect.stringContaining(problem) });
});

test('help is no mistake', () => {
  expect(readDoctorCommand(['-h', '--json'])).toEqual({ status: 'usage', problem: '' });
});
