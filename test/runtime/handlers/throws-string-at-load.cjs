throw 'the module cannot load';
