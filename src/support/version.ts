/** This package's version. A test keeps it equal to package.json, which a bundle can't read. */
export const version = '0.1.0';
