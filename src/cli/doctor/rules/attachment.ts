import { execWrapper } from '../../../support/layer.ts';
import type { Rule } from '../rule.ts';

const wrapperVariable = 'AWS_LAMBDA_EXEC_WRAPPER';

/** Whether all that attaches antifreeze is there, and nothing else beside it. */
export const attachmentRules: readonly Rule[] = [
  {
    id: 'wrapper-without-layer',
    severity: 'error',
    meaning: `\`${wrapperVariable}\` is \`${execWrapper}\`, and no layer brings that file`,
    remedy: `Add the layer, or remove ${wrapperVariable}.`,
    find: ({ tracing }) =>
      tracing.hasWrapper && tracing.by !== 'layer'
        ? [
            `Its exec wrapper ${execWrapper} is in none of its layers, so the function doesn't start.`,
          ]
        : [],
  },
  {
    id: 'layer-unverified',
    severity: 'warning',
    meaning: "The exec wrapper is set, and what the function's layers hold could not be found out",
    remedy: 'Allow lambda:GetLayerVersion, or use the layer as it comes with the package.',
    find: ({ tracing, described }) =>
      tracing.by === 'layer' && !tracing.layer && described.runtime !== undefined
        ? [`Whether one of its layers brings ${execWrapper} could not be found out.`]
        : [],
  },
  {
    id: 'layer-without-wrapper',
    severity: 'warning',
    meaning: `The layer is there, and \`${wrapperVariable}\` is not set, or names something else`,
    remedy: `Set ${wrapperVariable} to ${execWrapper}; a wrapper that is there goes to ANTIFREEZE_EXEC_WRAPPER.`,
    find: ({ tracing, described: { variables } }) => {
      if (!tracing.layer || tracing.hasWrapper || !variables) return [];
      return variables[wrapperVariable]
        ? [`It has the layer, but another exec wrapper, so the layer traces nothing.`]
        : [`It has the layer, but no exec wrapper, so the layer traces nothing.`];
    },
  },
  {
    id: 'wrapper-loop',
    severity: 'error',
    meaning: '`ANTIFREEZE_EXEC_WRAPPER`, for a second exec wrapper, names the first one',
    remedy: 'Remove ANTIFREEZE_EXEC_WRAPPER, or let it name the other wrapper.',
    find: ({ tracing, described: { variables } }) =>
      tracing.hasWrapper && variables?.['ANTIFREEZE_EXEC_WRAPPER'] === execWrapper
        ? ['Its exec wrapper starts itself for ever, so the function never starts.']
        : [],
  },
  {
    id: 'configured-only',
    severity: 'hint',
    meaning:
      'Variables configure tracing, and nothing in the configuration attaches it; the code may call `traceLambda`',
    remedy: 'Look into the code with --inspect-code, or attach the layer.',
    holdsForGuesses: true,
    find: ({ tracing, described: { variables, versionsInCode } }) =>
      tracing.status === 'unsure' && variables && !versionsInCode
        ? ['It is configured, but nothing attaches antifreeze, unless its code does.']
        : [],
  },
  {
    id: 'not-in-code',
    severity: 'warning',
    meaning: 'Variables configure antifreeze, and it is neither attached nor in the code',
    remedy: 'Attach the layer, or wrap the handler with traceLambda, and deploy.',
    find: ({ tracing, described: { versionsInCode } }) =>
      tracing.status === 'unsure' && versionsInCode?.length === 0
        ? ['It is configured, but antifreeze is neither attached nor in its code.']
        : [],
  },
  {
    id: 'other-tracer',
    severity: 'warning',
    meaning: 'The tracer of somebody else is attached as well',
    remedy: 'Remove one of the two, with its layers, wrappers and variables.',
    find: ({ tracing: { status, others } }) =>
      ['traced', 'broken'].includes(status) && others.length > 0
        ? [`It is also traced by ${others.join(', ')}: spans come twice, or lose their parents.`]
        : [],
  },
  {
    id: 'switched-off',
    severity: 'warning',
    meaning: '`OTEL_SDK_DISABLED` is `true`',
    remedy: 'Remove OTEL_SDK_DISABLED.',
    find: ({ tracing }) =>
      tracing.status === 'off' ? ['OTEL_SDK_DISABLED is true, so nothing is traced.'] : [],
  },
];
