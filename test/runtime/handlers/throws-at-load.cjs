throw new RangeError('the module cannot load');
