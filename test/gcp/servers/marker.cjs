/** At SIGUSR2 prints a mark when what came before has had the time to print, too: some of it does so after a few milliseconds. */
process.on('SIGUSR2', async () => {
  for (let turn = 0; turn < 6; turn += 1) await new Promise((resolve) => setTimeout(resolve, 5));
  console.log('marker');
  console.error('marker');
});
