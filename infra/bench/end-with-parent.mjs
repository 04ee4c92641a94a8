/** Loaded before a program of the benchmark (`node --import`): the program ends when the benchmark is gone, however that came about. */
process.once('disconnect', () => process.exit(1));
