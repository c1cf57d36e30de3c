/** This package's version. A test keeps it equal to package.json, which a bundle can't read. */
export const version = '0.1.0';

/**
 * Names this package in what it sends, and in the code of whoever bundles it: one literal, which minifiers leave whole,
 * so that `antifreeze doctor` finds it.
 */
export const product = 'antifreeze/0.1.0';
/** Finds `product` of any version. */
export const productInCode: RegExp = /\bantifreeze\/(\d+\.\d+\.\d+(?:-[\w.]+)?)/g;
